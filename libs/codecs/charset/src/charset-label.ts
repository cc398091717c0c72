/**
 * Labels of charsets as mailers write them, resolved to one MIME name each.
 * RFC 2046 4.1.2, the IANA registry of character sets, and the WHATWG Encoding Standard 4.2.
 */
import { upperHalves } from './single-byte-tables.ts';

/** Charsets that TextDecoder either lacks or knows only under the name of a superset; aliases without punctuation. */
const aliases: Readonly<Record<string, string>> = {
  'utf-8': 'utf8 unicode11utf8 unicode20utf8 utf8mb4 utf8n cp65001 65001 unicode8bit utf8bom',
  'us-ascii':
    'usascii ascii ansix341968 ansix341986 iso646us iso646irv iso646 us ibm367 cp367 csascii isoir6 20127 cp20127 7bit none default',
  'iso-8859-1':
    'iso88591 latin1 l1 iso885911987 88591 isolatin1 csisolatin1 cp819 ibm819 isoir100 28591 cp28591 isoiec88591',
  'iso-8859-9': 'iso88599 latin5 l5 iso885991989 88599 csisolatin5 isoir148 28599 cp28599',
  'iso-8859-11': 'iso885911 885911 28601 cp28601',
  'tis-620': 'tis620 tis6200 tis62025291 tis62025330 tis62025331',
  'iso-8859-16': 'iso885916 latin10 l10 28606 cp28606',
  'iso-8859-8-i': 'iso88598i csiso88598i logical 38598',
  gb2312: 'gb2312 csgb2312 csiso58gb231280 gb231280 gb23121980 isoir58 chinese euccn cngb xeuccn 51936 20936',
  gbk: 'gbk cp936 ms936 windows936 win936 936 xgbk',
  gb18030: 'gb18030 gb180302000 gb180302005 54936 cp54936',
  'hz-gb-2312': 'hzgb2312 hz hzgb 52936 cp52936',
  big5: 'big5 big5hkscs cnbig5 csbig5 xxbig5 big5eten cp950 ms950 windows950 950 big5tw zhtwbig5',
  'ks_c_5601-1987':
    'ksc56011987 ksc56011989 ksc5601 csksc56011987 isoir149 korean cp949 ms949 windows949 949 uhc xwindows949 ksc560187',
  'euc-kr': 'euckr cseuckr 51949 cp51949 xeuckr',
  'iso-2022-kr': 'iso2022kr csiso2022kr 50225 cp50225',
  'iso-2022-jp':
    'iso2022jp csiso2022jp jis iso2022jp1 iso2022jp2 iso2022jp3 iso2022jpms cp50220 cp50221 cp50222 50220 50221 50222 jis7',
  shift_jis:
    'shiftjis sjis xsjis mskanji csshiftjis ms932 cp932 windows31j cswindows31j windows932 932 xmscp932 sjiswin shiftjiscp932 shiftjis2004 shiftjisx0213',
  'euc-jp': 'eucjp xeucjp eucjpms eucjpwin cseucpkdfmtjapanese ujis cp51932 51932 20932 cp20932',
  'utf-7': 'utf7 unicode11utf7 unicode20utf7 csunicode11utf7 cp65000 65000',
  'utf-16le': 'utf16le utf16 ucs2 ucs2le unicode iso10646ucs2 csunicode unicodefffe1200 1200 cp1200 unicodelittle',
  'utf-16be': 'utf16be unicodefffe ucs2be 1201 cp1201 unicodebig unicodefeff',
  'utf-32le': 'utf32le utf32 ucs4 ucs4le iso10646ucs4 12000 cp12000',
  'utf-32be': 'utf32be ucs4be 12001 cp12001',
  'koi8-r': 'koi8r koi8 koi cskoi8r koir 20866 cp20866',
  'koi8-u': 'koi8u koi8ru 21866 cp21866',
  macintosh: 'macintosh mac macroman xmacroman csmacintosh 10000 cp10000 applemac',
  'x-mac-cyrillic': 'xmaccyrillic maccyrillic xmacukrainian macukrainian 10007 10017',
  'x-mac-greek': 'xmacgreek macgreek 10006',
  'x-mac-ce': 'xmacce xmaccentraleurroman maccentraleurope macce xmaccentraleurope maclatin2 10029',
  'x-mac-icelandic': 'xmacicelandic maciceland macicelandic 10079',
  'x-mac-turkish': 'xmacturkish macturkish 10081',
  'x-mac-croatian': 'xmaccroatian maccroatian 10082',
  'x-mac-romanian': 'xmacromanian macromanian macromania xmacromania 10010',
  ibm866: 'ibm866 cp866 csibm866 dos866 866',
  'dos-720': 'dos720 ibm720 cp720 720',
  'dos-862': 'dos862 ibm862 cp862 862 cspc862latinhebrew',
  ibm00858: 'ibm00858 ccsid00858 cp00858 cp858 ibm858 858 pcmultilingual850euro',
};

const named = new Map<string, string>();
for (const [charset, names] of Object.entries(aliases)) for (const name of names.split(' ')) named.set(name, charset);
for (const charset of Object.keys(upperHalves)) named.set(bare(charset), charset);

const windowsPage = /^x?(?:cp|win|windows|windowscp|ms|mscp|microsoftcp|ansi|cswindows)?(125[0-8]|874)$/;
const isoPart = /^x?(?:iso|isoiec)?8859(1[0-6]|[1-8])(?:1987|1988|1989)?[ei]?$/;
const dosPage = /^x?(?:cp|ibm|dos|oem|cspc)(\d{3})$/;
const dosNumber = /^\d{3}$/;

/** How many labels are remembered: the labels are the sender's to choose, so the memory must not grow with them. */
const rememberedLabels = 500;
const longestLabel = 64;
const remembered = new Map<string, string | undefined>();

/**
 * The MIME name, in lower case, of the charset that `label` means.
 *
 * @param label a charset parameter's value, an IANA name or alias, a WHATWG label, or a code page such as `cp1252`
 * @returns a name that `decodeText` knows, or undefined
 */
export function resolveCharset(label: string): string | undefined {
  if (label.length > longestLabel) return undefined;
  if (remembered.has(label)) return remembered.get(label);
  const charset = lookUp(label);
  if (remembered.size < rememberedLabels) remembered.set(label, charset);
  return charset;
}

function lookUp(label: string): string | undefined {
  const key = bare(label);
  if (key === '') return undefined;
  return named.get(key) ?? named.get(key.replace(/^x/, '')) ?? ofFamily(key) ?? ofTextDecoder(label.trim());
}

function ofFamily(key: string): string | undefined {
  const windows = windowsPage.exec(key)?.[1];
  if (windows !== undefined) return `windows-${windows}`;
  const iso = isoPart.exec(key)?.[1];
  if (iso !== undefined) return ofTextDecoder(`iso-8859-${iso}`);
  const dos = dosPage.exec(key)?.[1] ?? dosNumber.exec(key)?.[0];
  return dos === undefined ? undefined : named.get(`ibm${dos}`);
}

function ofTextDecoder(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

function bare(label: string): string {
  return label.toLowerCase().replace(/[^a-z0-9]/g, '');
}
