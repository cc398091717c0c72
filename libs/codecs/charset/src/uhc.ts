/**
 * Unified Hangul Code, Windows code page 949: EUC-KR with all other Hangul syllables, which fill what is left of the
 * pairs in the order of Unicode. TextDecoder of some engines has EUC-KR only. WHATWG Encoding Standard, index-euc-kr
 */
const firstLead = 0x81;
const lastLead = 0xfe;
const firstSyllable = 0xac00;
const lastSyllable = 0xd7a3;
const rowLength = 256;
const replacement = 0xfffd;

/** The euro sign and the registered sign, which KS X 1001 got in 1998. */
const additions: readonly [codePoint: number, pair: number][] = [
  [0x20ac, 0xa2e6],
  [0xae, 0xa2e7],
];

/** Characters by `(lead - 0x81) * 256 + trail`; 0 where there is none. */
let table: Uint16Array | undefined;

/** Text of `bytes` in code page 949. */
export function decodeUhc(bytes: Uint8Array): string {
  table ??= makeTable();
  const units = new Uint16Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte < 0x80) {
      units[length++] = byte;
      continue;
    }
    const trail = bytes[at + 1] ?? 0;
    const leads = byte >= firstLead && byte <= lastLead;
    const character = leads ? table[(byte - firstLead) * rowLength + trail]! : 0;
    units[length++] = character === 0 ? replacement : character;
    // A trail that is ASCII was no trail: it stands for itself.
    if (character !== 0 || (leads && trail >= 0x80)) at++;
  }
  return textOfUnits(units.subarray(0, length));
}

/** Code point to `lead << 8 | trail` for what EUC-KR lacks. */
export function uhcExtension(): [codePoint: number, pair: number][] {
  table ??= makeTable();
  const syllables = extensionPairs().map((pair): [number, number] => [
    table![((pair >> 8) - firstLead) * rowLength + (pair & 0xff)]!,
    pair,
  ]);
  return [...additions, ...syllables];
}

function makeTable(): Uint16Array {
  const characters = new Uint16Array((lastLead - firstLead + 1) * rowLength);
  const standard = new Set<number>();
  const decoder = new TextDecoder('euc-kr');
  for (let lead = 0xa1; lead <= lastLead; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      const code = text.charCodeAt(0);
      if (text.length !== 1 || code === replacement) continue;
      characters[(lead - firstLead) * rowLength + trail] = code;
      standard.add(code);
    }
  }
  for (const [codePoint, pair] of additions)
    characters[((pair >> 8) - firstLead) * rowLength + (pair & 0xff)] = codePoint;
  let syllable = firstSyllable;
  for (const pair of extensionPairs()) {
    while (standard.has(syllable)) syllable++;
    characters[((pair >> 8) - firstLead) * rowLength + (pair & 0xff)] = syllable++;
  }
  return characters;
}

/** The pairs outside EUC-KR, in order, as many as there are syllables left for them. */
function extensionPairs(): number[] {
  const pairs: number[] = [];
  const syllables = lastSyllable - firstSyllable + 1 - syllablesOfEucKr;
  for (let lead = firstLead; pairs.length < syllables; lead++) {
    const lastTrail = lead < 0xa1 ? 0xfe : 0xa0;
    for (let trail = 0x41; trail <= lastTrail && pairs.length < syllables; trail++) {
      const isTrail = trail <= 0x5a || (trail >= 0x61 && trail <= 0x7a) || trail >= 0x81;
      if (isTrail) pairs.push((lead << 8) | trail);
    }
  }
  return pairs;
}

/** KS X 1001 */
const syllablesOfEucKr = 2350;
const chunk = 8192;

function textOfUnits(units: Uint16Array): string {
  let text = '';
  for (let start = 0; start < units.length; start += chunk)
    text += String.fromCharCode(...units.subarray(start, start + chunk));
  return text;
}
