/** Domains outside ASCII as A-labels. RFC 5891 4.4, RFC 3492 */
const base = 36;
const tMin = 1;
const tMax = 26;
const skew = 38;
const damp = 700;
const initialBias = 72;
const initialN = 0x80;
/** Octets of a label in the DNS: a longer one names nothing. Stops the encoder, whose time grows with the square. RFC 1034 3.1 */
const longestLabel = 63;

/** `domain` with each label that is not ASCII in its A-label; a label too long for one loses what is not ASCII. */
export function domainToAscii(domain: string): string {
  if (/^[\x20-\x7e]*$/.test(domain)) return domain;
  const labels = domain
    .normalize('NFKC')
    .toLowerCase()
    .split(/[.\u3002\uff0e\uff61]/);
  return labels.map(labelToAscii).join('.');
}

/** `address` with its domain in A-labels, as certificates have it. RFC 5280 7.5 */
export function withAsciiDomain(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  return address.slice(0, at) + domainToAscii(address.slice(at));
}

function labelToAscii(label: string): string {
  if (/^[\x20-\x7e]*$/.test(label)) return label;
  if (label.length > longestLabel) return label.replace(/[^\x21-\x7e]/g, '');
  return `xn--${punycode(Array.from(label, (character) => character.codePointAt(0)!))}`;
}

/** RFC 3492 6.3 */
function punycode(codePoints: readonly number[]): string {
  const basic = codePoints.filter((codePoint) => codePoint < initialN);
  let text = String.fromCharCode(...basic);
  if (basic.length > 0) text += '-';
  let n = initialN;
  let delta = 0;
  let bias = initialBias;
  let handled = basic.length;
  while (handled < codePoints.length) {
    const next = Math.min(...codePoints.filter((codePoint) => codePoint >= n));
    delta += (next - n) * (handled + 1);
    n = next;
    for (const codePoint of codePoints) {
      if (codePoint < n) delta++;
      if (codePoint !== n) continue;
      text += variableLength(delta, bias);
      bias = adapted(delta, handled + 1, handled === basic.length);
      delta = 0;
      handled++;
    }
    delta++;
    n++;
  }
  return text;
}

/** RFC 3492 3.3 */
function variableLength(delta: number, bias: number): string {
  let text = '';
  let q = delta;
  for (let k = base; ; k += base) {
    const t = k <= bias ? tMin : k >= bias + tMax ? tMax : k - bias;
    if (q < t) return text + digit(q);
    text += digit(t + ((q - t) % (base - t)));
    q = Math.floor((q - t) / (base - t));
  }
}

function digit(value: number): string {
  return String.fromCharCode(value < 26 ? value + 0x61 : value - 26 + 0x30);
}

/** RFC 3492 6.1 */
function adapted(delta: number, points: number, first: boolean): number {
  let rest = first ? Math.floor(delta / damp) : delta >> 1;
  rest += Math.floor(rest / points);
  let k = 0;
  for (; rest > ((base - tMin) * tMax) >> 1; k += base) rest = Math.floor(rest / (base - tMin));
  return k + Math.floor(((base - tMin + 1) * rest) / (rest + skew));
}
