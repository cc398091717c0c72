/** The data coding scheme octet of a short message. 3GPP TS 23.038 section 4 */
import { SmsError } from './sms-error.ts';

/** `reserved` alphabets are read as the 7 bit one. */
export type SmsAlphabet = 'gsm' | 'octets' | 'ucs2';

/** 0: shown at once; 1: kept in the phone; 2: on the SIM; 3: for other equipment. */
export type MessageClass = 0 | 1 | 2 | 3;

export type MessageWaitingKind = 'voicemail' | 'fax' | 'email' | 'other';

export type DataCoding =
  | {
      readonly group: 'general';
      readonly alphabet: SmsAlphabet | 'reserved';
      readonly messageClass?: MessageClass | undefined;
      /** By 3GPP TS 23.042; such text cannot be read here. */
      readonly compressed?: boolean | undefined;
      /** The phone may delete it once it was read. */
      readonly automaticDeletion?: boolean | undefined;
    }
  | { readonly group: 'message-class'; readonly alphabet: 'gsm' | 'octets'; readonly messageClass: MessageClass }
  | {
      readonly group: 'message-waiting';
      readonly store: boolean;
      readonly alphabet: 'gsm' | 'ucs2';
      readonly active: boolean;
      readonly kind: MessageWaitingKind;
    }
  | { readonly group: 'reserved'; readonly octet: number };

const alphabets = ['gsm', 'octets', 'ucs2', 'reserved'] as const;
const waitingKinds = ['voicemail', 'fax', 'email', 'other'] as const;

/** What `octet` says; each of the 256 says something. */
export function readDataCoding(octet: number): DataCoding {
  const messageClass = (octet & 0x03) as MessageClass;
  if (octet < 0x80) return generalCoding(octet, messageClass);
  if (octet < 0xc0) return { group: 'reserved', octet };
  if (octet < 0xf0) {
    const alphabet = octet < 0xe0 ? 'gsm' : 'ucs2';
    const kind = waitingKinds[messageClass];
    return { group: 'message-waiting', store: octet >= 0xd0, alphabet, active: (octet & 0x08) !== 0, kind };
  }
  return { group: 'message-class', alphabet: (octet & 0x04) === 0 ? 'gsm' : 'octets', messageClass };
}

/**
 * The octet that says `coding`; reserved bits are 0.
 *
 * @throws {SmsError} `out-of-range` for a discarded indication in UCS-2, which has no octet, or a reserved octet that is none
 */
export function dataCodingOctet(coding: DataCoding): number {
  switch (coding.group) {
    case 'general':
      return generalOctet(coding);
    case 'message-class':
      return 0xf0 | (coding.alphabet === 'octets' ? 0x04 : 0) | coding.messageClass;
    case 'message-waiting':
      return waitingOctet(coding);
    default:
      if (coding.octet < 0x80 || coding.octet > 0xbf)
        throw new SmsError('out-of-range', 0, 'not a reserved data coding');
      return coding.octet;
  }
}

/** How the user data is to be read; undefined for compressed text. Reserved codings are the 7 bit alphabet. */
export function alphabetOf(coding: DataCoding): SmsAlphabet | undefined {
  if (coding.group === 'reserved') return 'gsm';
  if (coding.group === 'general' && coding.compressed === true) return undefined;
  return coding.alphabet === 'reserved' ? 'gsm' : coding.alphabet;
}

function generalCoding(octet: number, messageClass: MessageClass): DataCoding {
  return {
    group: 'general',
    alphabet: alphabets[((octet >>> 2) & 0x03) as 0 | 1 | 2 | 3],
    ...((octet & 0x10) !== 0 && { messageClass }),
    ...((octet & 0x20) !== 0 && { compressed: true }),
    ...((octet & 0x40) !== 0 && { automaticDeletion: true }),
  };
}

function generalOctet(coding: DataCoding & { group: 'general' }): number {
  const classBits = coding.messageClass === undefined ? 0 : 0x10 | coding.messageClass;
  const flags = (coding.compressed === true ? 0x20 : 0) | (coding.automaticDeletion === true ? 0x40 : 0);
  return flags | classBits | (alphabets.indexOf(coding.alphabet) << 2);
}

function waitingOctet(coding: DataCoding & { group: 'message-waiting' }): number {
  if (coding.alphabet === 'ucs2' && !coding.store) {
    throw new SmsError('out-of-range', 0, 'an indication that is discarded has the 7 bit alphabet');
  }
  const group = coding.alphabet === 'ucs2' ? 0xe0 : coding.store ? 0xd0 : 0xc0;
  return group | (coding.active ? 0x08 : 0) | waitingKinds.indexOf(coding.kind);
}
