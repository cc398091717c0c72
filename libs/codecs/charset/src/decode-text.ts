/** Bytes of a known or only claimed charset as text. RFC 2046 4.1.2 */
import { big5HkscsTable } from './big5.ts';
import { resolveCharset } from './charset-label.ts';
import { decodeDoubleByte } from './double-byte-table.ts';
import { decodeEucTw } from './euc-tw.ts';
import { decodeHz } from './hz.ts';
import { decodeIso2022 } from './iso2022-decode.ts';
import { decodeEucJis2004, decodeShiftJis2004 } from './jis2004.ts';
import { johabTable } from './johab.ts';
import { charsetOfBytes, truerCharset } from './recognition.ts';
import { decodeSingleByte, isSingleByte } from './single-byte.ts';
import { uhcTable } from './uhc.ts';
import { decodeUtf32 } from './utf32.ts';
import { decodeUtf7 } from './utf7.ts';

export interface DecodeOptions {
  /** Charset of bytes that carry no known label and tell nothing of their own. `windows-1252` unless told. */
  readonly fallback?: string;
  /** Whether bytes that contradict their label are read as what they are: see the README. */
  readonly guess?: boolean;
}

const utf8 = new TextDecoder('utf-8');
const western = 'windows-1252';
/** Up to so many bytes TextDecoder is slower than a table. */
const short = 256;
const decoders = new Map<string, TextDecoder>();

/**
 * Text of `bytes` in the charset `label`, without a byte order mark. Never throws: what the charset does not have
 * becomes U+FFFD.
 *
 * @param label as mailers write it; where it is unknown or undefined the bytes are read as what they are, a byte order
 *   mark, escape sequences or UTF-8 telling, else as `options.fallback`
 */
export function decodeText(bytes: Uint8Array, label: string | undefined, options: DecodeOptions = {}): string {
  const charset = label === undefined ? undefined : resolveCharset(label);
  if (charset === undefined) return decodeAs(bytes, charsetOfBytes(bytes) ?? fallbackOf(options));
  if (options.guess !== true) return decodeAs(bytes, charset);
  if (charset !== 'utf-8')
    return decodeAs(
      bytes,
      truerCharset(bytes, charset, () => fallbackOf(options)),
    );
  const text = utf8.decode(bytes);
  if (!text.includes('\ufffd') && !text.includes('\x1b')) return text;
  const truer = truerCharset(bytes, charset, () => fallbackOf(options));
  return truer === charset ? text : decodeAs(bytes, truer);
}

function fallbackOf({ fallback }: DecodeOptions): string {
  return (fallback === undefined ? undefined : resolveCharset(fallback)) ?? western;
}

function decodeAs(bytes: Uint8Array, charset: string): string {
  switch (charset) {
    case 'utf-8':
      return utf8.decode(bytes);
    case 'us-ascii':
    case 'iso-8859-1':
    case western:
      return bytes.length > short ? decoder(western).decode(bytes) : decodeSingleByte(bytes, western);
    case 'utf-7':
      return decodeUtf7(bytes);
    case 'utf-16le':
      return decodeUtf16(bytes);
    case 'utf-32le':
    case 'utf-32be':
      return decodeUtf32(bytes, charset === 'utf-32le');
    case 'iso-2022-kr':
      return decodeIso2022(bytes, 'kr');
    case 'iso-2022-cn':
      return decodeIso2022(bytes, 'cn');
    case 'hz-gb-2312':
      return decodeHz(bytes);
    case 'euc-kr':
    case 'ks_c_5601-1987':
      return decodeDoubleByte(bytes, uhcTable());
    case 'johab':
      return decodeDoubleByte(bytes, johabTable());
    case 'big5':
    case 'big5-hkscs':
      return decodeDoubleByte(bytes, big5HkscsTable());
    case 'euc-tw':
      return decodeEucTw(bytes);
    case 'gb2312':
    case 'gbk':
      return decoder('gb18030').decode(bytes);
    case 'shift_jis':
      return decodeShiftJis(bytes);
    case 'shift_jis-2004':
      return decodeShiftJis2004(bytes);
    case 'euc-jis-2004':
      return decodeEucJis2004(bytes);
    case 'cp50221':
    case 'cp50222':
      return decodeIso2022(bytes, 'jp');
  }
  if (charset.startsWith('iso-2022-jp')) return decodeIso2022(bytes, 'jp');
  return isSingleByte(charset) ? decodeSingleByte(bytes, charset) : decoder(charset).decode(bytes);
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
