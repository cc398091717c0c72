/** Bytes of a known or only claimed charset as text. RFC 2046 4.1.2 */
import { resolveCharset } from './charset-label.ts';
import { decodeHz, decodeIso2022Kr } from './shifted-charsets.ts';
import { decodeByTable, hasTable } from './single-byte.ts';
import { decodeUtf32 } from './utf32.ts';
import { decodeUtf7 } from './utf7.ts';
import { decodeUhc } from './uhc.ts';
import { isUtf8, utf8Share } from './utf8-recognition.ts';

export interface DecodeOptions {
  /** Charset of bytes that carry no known label and are not UTF-8. `windows-1252` unless told. */
  readonly fallback?: string;
  /** Whether bytes that contradict their label are read as what they are: UTF-8 under another name, or the reverse. */
  readonly guess?: boolean;
}

const utf8 = new TextDecoder('utf-8');
const decoders = new Map<string, TextDecoder>();
/** Labels that mailers put on UTF-8: the defaults of programs that never looked. */
const oftenMislabelled = new Set([
  'us-ascii',
  'iso-8859-1',
  'iso-8859-15',
  'windows-1252',
  'iso-8859-9',
  'windows-1254',
]);

/**
 * Text of `bytes` in the charset `label`. Never throws: what the charset does not have becomes U+FFFD.
 *
 * @param label as mailers write it; unknown or undefined means UTF-8 where the bytes are UTF-8, else `options.fallback`
 */
export function decodeText(bytes: Uint8Array, label: string | undefined, options: DecodeOptions = {}): string {
  const charset = label === undefined ? undefined : resolveCharset(label);
  if (charset === undefined) return decodeUnlabelled(bytes, options.fallback);
  if (options.guess === true) return decodeDoubtful(bytes, charset, options.fallback);
  return decodeAs(bytes, charset);
}

function decodeUnlabelled(bytes: Uint8Array, fallback: string | undefined): string {
  if (isUtf8(bytes)) return utf8.decode(bytes);
  return decodeAs(bytes, resolveCharset(fallback ?? '') ?? 'windows-1252');
}

function decodeDoubtful(bytes: Uint8Array, charset: string, fallback: string | undefined): string {
  if (charset === 'utf-8') {
    const text = utf8.decode(bytes);
    if (!text.includes('\ufffd') || utf8Share(bytes) >= 0.5) return text;
    const other = resolveCharset(fallback ?? '') ?? 'windows-1252';
    return decodeAs(bytes, other === 'utf-8' ? 'windows-1252' : other);
  }
  return oftenMislabelled.has(charset) && isUtf8(bytes) ? utf8.decode(bytes) : decodeAs(bytes, charset);
}

function decodeAs(bytes: Uint8Array, charset: string): string {
  switch (charset) {
    case 'utf-8':
      return utf8.decode(bytes);
    case 'utf-7':
      return decodeUtf7(bytes);
    case 'iso-2022-kr':
      return decodeIso2022Kr(bytes);
    case 'hz-gb-2312':
      return decodeHz(bytes);
    case 'euc-kr':
    case 'ks_c_5601-1987':
      return decodeUhc(bytes);
    case 'gb2312':
    case 'gbk':
      return decoder('gb18030').decode(bytes);
    case 'shift_jis':
      return decodeShiftJis(bytes);
    case 'utf-16le':
      return decodeUtf16(bytes);
    case 'utf-32le':
      return decodeUtf32(bytes, true);
    case 'utf-32be':
      return decodeUtf32(bytes, false);
    default:
      return hasTable(charset) ? decodeByTable(bytes, charset) : decoder(charset).decode(bytes);
  }
}

/** Some engines take three control characters of Shift_JIS for one another, as IBM's table does. */
function decodeShiftJis(bytes: Uint8Array): string {
  const text = decoder('shift_jis').decode(bytes);
  if (!/[\x1a\x1c\x7f]/.test(text)) return text;
  const straight = decoder('shift_jis').decode(Uint8Array.of(0x1a)) === '\x1a';
  return straight ? text : text.replace(/[\x1a\x1c\x7f]/g, (control) => ibmControls[control]!);
}

const ibmControls: Readonly<Record<string, string>> = { '\x1c': '\x1a', '\x7f': '\x1c', '\x1a': '\x7f' };

/** A byte order mark outweighs the label: `utf-16` alone says nothing of the order. RFC 2781 4.3 */
function decodeUtf16(bytes: Uint8Array): string {
  return decoder(bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-16le').decode(bytes);
}

function decoder(charset: string): TextDecoder {
  let found = decoders.get(charset);
  if (found === undefined) decoders.set(charset, (found = new TextDecoder(charset)));
  return found;
}
