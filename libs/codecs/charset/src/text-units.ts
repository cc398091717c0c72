/** UTF-16 code units as a string. */
const utf16 = new TextDecoder('utf-16le', { ignoreBOM: true });
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const chunk = 8192;
/** Up to so many units TextDecoder is slower. */
const short = 128;

/** Text of `units`; a surrogate without its other half becomes U+FFFD. */
export function textOfUnits(units: Uint16Array): string {
  if (littleEndian && units.length > short) return utf16.decode(units);
  // A view of a short array costs more than its text.
  if (units.length <= chunk) return charactersOf(units).toWellFormed();
  let text = '';
  for (let start = 0; start < units.length; start += chunk) text += charactersOf(units.subarray(start, start + chunk));
  return text.toWellFormed();
}

function charactersOf(units: Uint16Array): string {
  return String.fromCharCode.apply(null, units as unknown as number[]);
}
