/** What charset bytes are in, where they tell it themselves or contradict their label. */
import { extendsAscii, isSingleByte } from './single-byte.ts';
import { isAscii, isUtf8, utf8Share } from './utf8-recognition.ts';

const escape = 0x1b;
/** Labels that mailers put on UTF-8: the defaults of programs that never looked. */
const oftenMislabelled = new Set(['iso-8859-1', 'iso-8859-15', 'windows-1252', 'iso-8859-9', 'windows-1254']);
/** Under other labels this many bytes above 0x7F make UTF-8 more than chance. */
const tellingBytes = 6;
/** The Windows charset that is meant by an ISO 8859 one where a byte of 0x80 to 0x9F is met, which ISO 8859 keeps for controls. */
const windowsKin: Readonly<Record<string, string>> = {
  'iso-8859-2': 'windows-1250',
  'iso-8859-4': 'windows-1257',
  'iso-8859-5': 'windows-1251',
  'iso-8859-6': 'windows-1256',
  'iso-8859-7': 'windows-1253',
  'iso-8859-8': 'windows-1255',
  'iso-8859-8-i': 'windows-1255',
  'iso-8859-13': 'windows-1257',
  'iso-8859-15': 'windows-1252',
};
/** The charsets of eight bits that are labelled by their kin of seven. */
const eightBitKin: Readonly<Record<string, readonly string[]>> = {
  jp: ['shift_jis', 'euc-jp'],
  kr: ['euc-kr'],
  cn: ['gb18030', 'big5'],
};
const nextLine = 0x85;
/** Escape sequences by which the charset of a text can be told. */
const designations: readonly (readonly [sequence: string, charset: string])[] = [
  ['$B', 'iso-2022-jp'],
  ['$@', 'iso-2022-jp'],
  ['(J', 'iso-2022-jp'],
  ['(I', 'iso-2022-jp'],
  ['$(', 'iso-2022-jp'],
  ['$)C', 'iso-2022-kr'],
  ['$)A', 'iso-2022-cn'],
  ['$)G', 'iso-2022-cn'],
];

/** The charset that `bytes` without a label show by a byte order mark, by escape sequences, or by being UTF-8; ASCII is. */
export function charsetOfBytes(bytes: Uint8Array): string | undefined {
  return charsetOfMark(bytes) ?? charsetOfEscapes(bytes) ?? (isUtf8(bytes) ? 'utf-8' : undefined);
}

/** How bytes under a label can contradict it. */
type Kind = 'utf-8' | 'utf-16' | 'utf-7' | 'iso-2022' | 'ascii' | 'default' | 'single' | 'extends-ascii' | 'other';
const kinds = new Map<string, Kind>();

/**
 * The charset to read `bytes` by that are labelled `charset`: another one where they contradict it.
 * @param fallback charset of bytes that are in none that can be told
 */
export function truerCharset(bytes: Uint8Array, charset: string, fallback: () => string): string {
  const told = charsetOfMark(bytes);
  if (told !== undefined) return told;
  const kind = kindOf(charset);
  if (kind === 'other') return charset;
  if (kind === 'utf-16') return !bytes.includes(0) && isUtf8(bytes) ? 'utf-8' : charset;
  if (kind === 'iso-2022') return truerThanIso2022(bytes, charset);
  if (kind === 'utf-7') return isAscii(bytes) ? charset : isUtf8(bytes) ? 'utf-8' : fallback();
  const { high, controls, escapes } = countTelling(bytes);
  if (high === 0) return (escapes ? charsetOfEscapes(bytes) : undefined) ?? charset;
  if (kind === 'extends-ascii') return charset;
  if (kind === 'utf-8') return utf8Share(bytes) >= 0.5 ? charset : otherThanUtf8(fallback());
  if (kind === 'ascii') return isUtf8(bytes) ? 'utf-8' : fallback();
  if ((kind === 'default' || high >= tellingBytes) && isUtf8(bytes)) return 'utf-8';
  return controls > 0 ? (windowsKin[charset] ?? charset) : charset;
}

function kindOf(charset: string): Kind {
  let kind = kinds.get(charset);
  if (kind === undefined) kinds.set(charset, (kind = findKind(charset)));
  return kind;
}

function findKind(charset: string): Kind {
  if (charset === 'utf-8' || charset === 'utf-7') return charset;
  if (charset.startsWith('utf-16')) return 'utf-16';
  if (charset.startsWith('iso-2022-')) return 'iso-2022';
  if (charset === 'us-ascii') return 'ascii';
  if (oftenMislabelled.has(charset)) return 'default';
  if (isSingleByte(charset)) return extendsAscii(charset) ? 'single' : 'other';
  return /^(?:utf|hz|cp)/.test(charset) ? 'other' : 'extends-ascii';
}

function otherThanUtf8(fallback: string): string {
  return fallback === 'utf-8' ? 'windows-1252' : fallback;
}

function truerThanIso2022(bytes: Uint8Array, charset: string): string {
  if (isAscii(bytes) || bytes.includes(escape)) return charset;
  if (isUtf8(bytes)) return 'utf-8';
  const kin = eightBitKin[charset.slice('iso-2022-'.length, 'iso-2022-'.length + 2)] ?? [];
  return kin.find((other) => isWhole(bytes, other)) ?? charset;
}

function isWhole(bytes: Uint8Array, charset: string): boolean {
  try {
    new TextDecoder(charset, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Unicode 2.6, 23.8 */
function charsetOfMark(bytes: Uint8Array): string | undefined {
  const first = bytes[0];
  if (first !== 0xef && first !== 0xff && first !== 0xfe && first !== 0) return undefined;
  const [, second, third, fourth] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? 'utf-32le' : 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0 && second === 0 && third === 0xfe && fourth === 0xff ? 'utf-32be' : undefined;
}

function charsetOfEscapes(bytes: Uint8Array): string | undefined {
  let at = bytes.indexOf(escape);
  if (at === -1 || !isAscii(bytes)) return undefined;
  for (; at !== -1; at = bytes.indexOf(escape, at + 1)) {
    const found = designations.find(([sequence]) => startsWith(bytes, at + 1, sequence));
    if (found !== undefined) return found[1];
  }
  return undefined;
}

function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

/** How many bytes are above 0x7F, how many of those would be controls in ISO 8859, and whether an ESC is among all. */
function countTelling(bytes: Uint8Array): { high: number; controls: number; escapes: boolean } {
  let high = 0;
  let controls = 0;
  let escapes = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === escape) escapes = true;
    else if (byte >= 0x80) {
      high++;
      if (byte < 0xa0 && byte !== nextLine) controls++;
    }
  }
  return { high, controls, escapes };
}
