/** X-Auto-Response-Suppress and PidTagAutoResponseSuppress. [MS-OXCMAIL] 2.1.3.2.20, [MS-OXOMSG] 2.2.1.77 */
const bits: readonly (readonly [name: string, bit: number])[] = [
  ['DR', 0x01],
  ['NDR', 0x02],
  ['RN', 0x04],
  ['NRN', 0x08],
  ['OOF', 0x10],
  ['AutoReply', 0x20],
];

/** The bits of a field: names with commas between them, `All` or `None`. Unknown names count for nothing. */
export function suppressedResponses(text: string): number {
  const names = new Set(text.split(',').map((name) => name.trim().toLowerCase()));
  if (names.has('all')) return -1;
  return bits.reduce((sum, [name, bit]) => (names.has(name.toLowerCase()) ? sum | bit : sum), 0);
}

/** The field for `suppressed`; none where the property is absent. */
export function autoResponseFields(suppressed: number | undefined): string[] {
  if (suppressed === undefined) return [];
  if (suppressed === 0) return ['X-Auto-Response-Suppress: None'];
  const names = suppressed === -1 ? ['All'] : bits.filter(([, bit]) => (suppressed & bit) !== 0).map(([name]) => name);
  return names.length === 0 ? [] : [`X-Auto-Response-Suppress: ${names.join(', ')}`];
}
