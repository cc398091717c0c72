/** Code pages of fonts and of the document. [MSFT-RTF] "Font Table", "Character Set"; [MS-OXRTFEX] 2.2.3.2 */
import { charsetOfCodePage } from '@postbus/charset';

/** \fcharset to code page; 1 is the default of the document. */
const codePageOfCharset: ReadonlyMap<number, number> = new Map([
  [0, 1252],
  [77, 10000],
  [78, 932],
  [79, 949],
  [80, 936],
  [81, 950],
  [83, 10005],
  [84, 10004],
  [85, 10006],
  [86, 10081],
  [87, 10021],
  [88, 10029],
  [89, 10007],
  [128, 932],
  [129, 949],
  [130, 1361],
  [134, 936],
  [136, 950],
  [161, 1253],
  [162, 1254],
  [163, 1258],
  [177, 1255],
  [178, 1256],
  [186, 1257],
  [204, 1251],
  [222, 874],
  [238, 1250],
  [254, 437],
  [255, 850],
]);
const symbolCharset = 2;
/** Code page that says "as the font draws it". */
export const symbolCodePage = 42;

/** Of a font of the font table, or of the document as a whole. */
export interface TextEncoding {
  readonly codePage: number;
  /** Label for `decodeText`; undefined where there is no such charset, so that the bytes are UTF-8 or Windows-1252. */
  readonly charset: string | undefined;
  readonly leadBytes: Uint8Array | undefined;
}

/** Code page of the value of \fcharset, which some writers confuse with that of \cpg; undefined for the default. */
export function codePageOfFontCharset(charset: number): number | undefined {
  if (charset === symbolCharset) return symbolCodePage;
  return codePageOfCharset.get(charset) ?? (charset > 255 && charsetOfCodePage(charset) ? charset : undefined);
}

const leadRanges: Readonly<Record<number, readonly (readonly [first: number, last: number])[]>> = {
  932: [
    [0x81, 0x9f],
    [0xe0, 0xfc],
  ],
  936: [[0x81, 0xfe]],
  949: [[0x81, 0xfe]],
  950: [[0x81, 0xfe]],
  1361: [
    [0x84, 0xd3],
    [0xd8, 0xde],
    [0xe0, 0xf9],
  ],
};
const encodings = new Map<number, TextEncoding>();

/** Text encoding of a code page. UTF-16 as the code page of bytes is a writer's mistake: they are UTF-8 or Windows-1252. */
export function textEncoding(codePage: number): TextEncoding {
  const known = encodings.get(codePage);
  if (known !== undefined) return known;
  const charset = charsetOfCodePage(codePage);
  const encoding = {
    codePage,
    charset: charset?.startsWith('utf-16') || charset?.startsWith('utf-32') ? undefined : charset,
    leadBytes: leadBytesOf(codePage),
  };
  if (charset !== undefined || codePage === symbolCodePage) encodings.set(codePage, encoding);
  return encoding;
}

function leadBytesOf(codePage: number): Uint8Array | undefined {
  const ranges = leadRanges[codePage];
  if (ranges === undefined) return undefined;
  const table = new Uint8Array(256);
  for (const [first, last] of ranges) table.fill(1, first, last + 1);
  return table;
}
