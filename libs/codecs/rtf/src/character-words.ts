/** Control words that stand for a character. [MSFT-RTF] "Special Characters"; [MS-OXRTFEX] 2.1.3.1.4.2 */
export const characterOfWord: ReadonlyMap<string, string> = new Map([
  ['lquote', '\u2018'],
  ['rquote', '\u2019'],
  ['ldblquote', '\u201c'],
  ['rdblquote', '\u201d'],
  ['bullet', '\u2022'],
  ['endash', '\u2013'],
  ['emdash', '\u2014'],
  ['enspace', '\u2002'],
  ['emspace', '\u2003'],
  ['qmspace', '\u2005'],
  ['zwj', '\u200d'],
  ['zwnj', '\u200c'],
  ['zwbo', '\u200b'],
  ['zwnbo', '\u2060'],
  ['ltrmark', '\u200e'],
  ['rtlmark', '\u200f'],
]);

/** Control symbols that stand for a character: a blank and a hyphen that do not break, and a place for a hyphen. */
export const characterOfSymbol: ReadonlyMap<number, string> = new Map([
  [0x7e, '\u00a0'],
  [0x5f, '\u2011'],
  [0x2d, '\u00ad'],
]);
