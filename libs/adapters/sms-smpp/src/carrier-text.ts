/**
 * Texts of messages as a carrier takes and gives them: its default alphabet need not be the 7 bit one, and what it
 * delivers may have any data_coding. SMPP 3.4 5.2.19
 */
import { latin1Text } from '@postbus/bytes';
import { decodeText } from '@postbus/charset';
import { type MessageCharset, charsetOf } from '@postbus/smpp';
import { SmsError, alphabetOf, decodeGsm, encodeGsm, encodeUcs2, readDataCoding } from '@postbus/sms';
import type { CarrierAlphabet, SmppChannelSettings } from './channel-settings.ts';

/** Octets and what they are: for the carrier, or by 3GPP TS 23.038. */
export interface CodedText {
  readonly dataCoding: number;
  readonly body: Uint8Array;
}

const gsmCoding = 0x00;
const binaryCoding = 0x04;
const ucs2Coding = 0x08;

/**
 * A body by 3GPP TS 23.038, one septet an octet, as the carrier takes it.
 * @param isWhole whether no header with national tables stands before it
 * @throws {SmsError} `not-encodable` where the carrier's alphabet lacks a character
 */
export function toCarrier({ dataCoding, body }: CodedText, isWhole: boolean, settings: SmppChannelSettings): CodedText {
  const { alphabet = 'gsm', textCoding = gsmCoding, unicodeCoding = ucs2Coding } = settings;
  if (dataCoding === ucs2Coding) return { dataCoding: unicodeCoding, body };
  if (dataCoding !== gsmCoding) return { dataCoding, body };
  const octets = alphabet === 'gsm' || !isWhole ? body : octetsOf(decodeGsm(body), alphabet);
  return { dataCoding: textCoding, body: octets };
}

/** What a carrier delivered as 3GPP TS 23.038 has it: 7 bit text one septet an octet, octets, or UCS-2. */
export function fromCarrier({ dataCoding, body }: CodedText, settings: SmppChannelSettings): CodedText {
  const { alphabet = 'gsm', textCoding = gsmCoding, unicodeCoding = ucs2Coding } = settings;
  if (dataCoding === unicodeCoding) return { dataCoding: ucs2Coding, body };
  if (dataCoding === textCoding && alphabet !== 'gsm')
    return asText(alphabet === 'ascii' ? asciiOf(body) : latin1Text(body));
  if (dataCoding === textCoding) return { dataCoding: gsmOf(dataCoding), body };
  // Compressed: nobody here can read it, and it is told as such.
  if (alphabetOf(readDataCoding(dataCoding)) === undefined) return { dataCoding, body };
  return ofCharset(charsetOf(dataCoding), dataCoding, body);
}

/** Texts that receipts are written in: ASCII, in whatever coding it lies. */
export function receiptText({ dataCoding, body }: CodedText, settings: SmppChannelSettings): string {
  const { unicodeCoding = ucs2Coding } = settings;
  const isUcs2 = dataCoding === unicodeCoding && body.length >= 2 && body[0] === 0;
  return isUcs2 ? decodeText(body, 'utf-16be') : latin1Text(body);
}

function ofCharset(charset: MessageCharset, dataCoding: number, body: Uint8Array): CodedText {
  switch (charset) {
    case 'smsc-default':
      return { dataCoding: gsmOf(dataCoding), body };
    case 'ucs2':
      return { dataCoding: ucs2Coding, body };
    case 'ascii':
      return asText(asciiOf(body));
    case 'iso-8859-1':
      return asText(latin1Text(body));
    case 'octets':
    case 'pictogram':
      return { dataCoding: alphabetOf(readDataCoding(dataCoding)) === 'octets' ? dataCoding : binaryCoding, body };
    case 'reserved':
      return asText(latin1Text(body));
    default:
      return asText(decodeText(body, charset));
  }
}

function gsmOf(dataCoding: number): number {
  return alphabetOf(readDataCoding(dataCoding)) === 'gsm' ? dataCoding : gsmCoding;
}

function asText(text: string): CodedText {
  try {
    return { dataCoding: gsmCoding, body: encodeGsm(text) };
  } catch (error) {
    if (!(error instanceof SmsError)) throw error;
    return { dataCoding: ucs2Coding, body: encodeUcs2(text) };
  }
}

function asciiOf(body: Uint8Array): string {
  return latin1Text(body.map((octet) => octet & 0x7f));
}

function octetsOf(text: string, alphabet: Exclude<CarrierAlphabet, 'gsm'>): Uint8Array {
  const most = alphabet === 'ascii' ? 0x7f : 0xff;
  const octets = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > most) throw new SmsError('not-encodable', index, `not in the carrier's alphabet, ${alphabet}`);
    octets[index] = unit;
  }
  return octets;
}
