/** One message as it was received: its header, and its text. 3GPP TS 23.040 9.2.3.24 */
import { latin1Text } from '@postbus/bytes';
import { decodeGsm } from './alphabet/gsm-text.ts';
import type { Shifts } from './alphabet/national-language.ts';
import { fillBitsAfter, septetsOfHeader, unpackSeptets } from './alphabet/septets.ts';
import { decodeUcs2 } from './alphabet/ucs2-text.ts';
import type { SmsAlphabet } from './data-coding.ts';
import type { Concatenation, InformationElement } from './information-element.ts';
import { SmsError } from './sms-error.ts';
import { concatenationOf, readUserDataHeader, shiftsOf } from './user-data-header.ts';

export interface UserDataOptions {
  readonly alphabet: SmsAlphabet;
  /** Whether it begins with a header: TP-UDHI, or the UDHI bit of an esm_class. */
  readonly hasHeader: boolean;
  /** Whether 7 bit text is packed, as over the air; one septet an octet unless told. */
  readonly packed?: boolean | undefined;
  /** TP-User-Data-Length; all octets where it is absent. Packed text then may end in a padding `@`. */
  readonly length?: number | undefined;
}

/** A message, or a part of one. */
export interface UserData {
  readonly alphabet: SmsAlphabet;
  readonly elements: readonly InformationElement[];
  readonly shifts: Shifts;
  readonly concatenation?: Concatenation | undefined;
  /** Septets, one an octet; octets; or UCS-2. */
  readonly body: Uint8Array;
}

/**
 * Reads the user data of one message.
 *
 * @throws {SmsError} `header-truncated`, `element-truncated` for a header that lies; `user-data-truncated` where the told
 * length is more than there is
 */
export function readUserData(bytes: Uint8Array, options: UserDataOptions): UserData {
  const { elements, length } = options.hasHeader ? readUserDataHeader(bytes) : { elements: [], length: 0 };
  const concatenation = concatenationOf(elements);
  return {
    alphabet: options.alphabet,
    elements,
    shifts: shiftsOf(elements),
    ...(concatenation !== undefined && { concatenation }),
    body:
      options.alphabet === 'gsm' && options.packed === true
        ? packedBody(bytes, length, options)
        : body(bytes, length, options),
  };
}

/** The text of a message; of octets one character each, U+0000 to U+00FF, so that nothing is lost. */
export function textOf({ alphabet, shifts, body }: Pick<UserData, 'alphabet' | 'shifts' | 'body'>): string {
  if (alphabet === 'gsm') return decodeGsm(body, shifts);
  return alphabet === 'ucs2' ? decodeUcs2(body) : latin1Text(body);
}

function body(bytes: Uint8Array, header: number, { length }: UserDataOptions): Uint8Array {
  if (length !== undefined && length > bytes.length) {
    throw new SmsError('user-data-truncated', bytes.length, `${length} octets told, ${bytes.length} there`);
  }
  return bytes.subarray(header, Math.max(header, length ?? bytes.length));
}

function packedBody(bytes: Uint8Array, header: number, { length }: UserDataOptions): Uint8Array {
  const count = length === undefined ? undefined : Math.max(0, length - septetsOfHeader(header));
  return unpackSeptets(bytes.subarray(header), count, fillBitsAfter(header));
}
