/**
 * Windows code pages and the MIME names of charsets: the values of PidTagInternetCodepage and
 * PidTagMessageCodepage. [MS-OXCMAIL] 2.1.3.2, "Code Page Identifiers" of the Windows documentation.
 */
import { resolveCharset } from './charset-label.ts';

/** Code page to MIME name; where several name the same charset, the one that encoders should take comes first. */
const codePages: readonly (readonly [codePage: number, charset: string])[] = [
  [65001, 'utf-8'],
  [20127, 'us-ascii'],
  [28591, 'iso-8859-1'],
  [28592, 'iso-8859-2'],
  [28593, 'iso-8859-3'],
  [28594, 'iso-8859-4'],
  [28595, 'iso-8859-5'],
  [28596, 'iso-8859-6'],
  [28597, 'iso-8859-7'],
  [28598, 'iso-8859-8'],
  [38598, 'iso-8859-8-i'],
  [28599, 'iso-8859-9'],
  [28600, 'iso-8859-10'],
  [28601, 'iso-8859-11'],
  [28603, 'iso-8859-13'],
  [28604, 'iso-8859-14'],
  [28605, 'iso-8859-15'],
  [28606, 'iso-8859-16'],
  [1250, 'windows-1250'],
  [1251, 'windows-1251'],
  [1252, 'windows-1252'],
  [1253, 'windows-1253'],
  [1254, 'windows-1254'],
  [1255, 'windows-1255'],
  [1256, 'windows-1256'],
  [1257, 'windows-1257'],
  [1258, 'windows-1258'],
  [874, 'windows-874'],
  [20866, 'koi8-r'],
  [21866, 'koi8-u'],
  [50220, 'iso-2022-jp'],
  [50221, 'iso-2022-jp'],
  [50222, 'iso-2022-jp'],
  [932, 'shift_jis'],
  [51932, 'euc-jp'],
  [20932, 'euc-jp'],
  [51949, 'euc-kr'],
  [949, 'ks_c_5601-1987'],
  [50225, 'iso-2022-kr'],
  [936, 'gb2312'],
  [51936, 'gb2312'],
  [936, 'gbk'],
  [54936, 'gb18030'],
  [52936, 'hz-gb-2312'],
  [950, 'big5'],
  [65000, 'utf-7'],
  [1200, 'utf-16le'],
  [1201, 'utf-16be'],
  [12000, 'utf-32le'],
  [12001, 'utf-32be'],
  [437, 'ibm437'],
  [720, 'dos-720'],
  [737, 'ibm737'],
  [775, 'ibm775'],
  [850, 'ibm850'],
  [852, 'ibm852'],
  [855, 'ibm855'],
  [857, 'ibm857'],
  [858, 'ibm00858'],
  [860, 'ibm860'],
  [861, 'ibm861'],
  [862, 'dos-862'],
  [863, 'ibm863'],
  [864, 'ibm864'],
  [865, 'ibm865'],
  [866, 'ibm866'],
  [869, 'ibm869'],
  [10000, 'macintosh'],
  [10006, 'x-mac-greek'],
  [10007, 'x-mac-cyrillic'],
  [10017, 'x-mac-cyrillic'],
  [10010, 'x-mac-romanian'],
  [10029, 'x-mac-ce'],
  [10079, 'x-mac-icelandic'],
  [10081, 'x-mac-turkish'],
  [10082, 'x-mac-croatian'],
];

const charsetOf = new Map<number, string>();
const codePageOf = new Map<string, number>();
for (const [codePage, charset] of codePages) {
  if (!charsetOf.has(codePage)) charsetOf.set(codePage, charset);
  if (!codePageOf.has(charset)) codePageOf.set(charset, codePage);
}

/** MIME name of the charset of a Windows code page, or undefined where mail has none for it. */
export function charsetOfCodePage(codePage: number): string | undefined {
  return charsetOf.get(codePage);
}

/** Windows code page of a charset label as mailers write it, or undefined for a charset without one. */
export function codePageOfCharset(label: string): number | undefined {
  const charset = resolveCharset(label);
  return charset === undefined ? undefined : codePageOf.get(charset);
}
