/** A text, or octets, as the messages that carry it. 3GPP TS 23.040 9.2.3.24 */
import { concat } from '@postbus/bytes';
import { encodeGsm } from './alphabet/gsm-text.ts';
import { fillBitsAfter, packSeptets, septetsOfHeader } from './alphabet/septets.ts';
import { encodeUcs2 } from './alphabet/ucs2-text.ts';
import { type MessageClass, type SmsAlphabet, dataCodingOctet } from './data-coding.ts';
import type { Concatenation, InformationElement } from './information-element.ts';
import { planText } from './plan-text.ts';
import { SmsError } from './sms-error.ts';
import { type TextEncoding, type TextOptions, capacityOf, mostParts } from './text-encoding.ts';
import { userDataHeader } from './user-data-header.ts';

/** One message of a text or of octets. */
export interface Segment {
  readonly alphabet: SmsAlphabet;
  readonly elements: readonly InformationElement[];
  /** The header, its octet of length first; empty where there is none. */
  readonly header: Uint8Array;
  /** What follows the header: septets, one an octet; octets; or UCS-2, high octet first. */
  readonly body: Uint8Array;
  /** The data coding scheme, 3GPP TS 23.038 section 4. */
  readonly dataCoding: number;
}

export interface TextSegment extends Segment {
  readonly alphabet: 'gsm' | 'ucs2';
  readonly text: string;
}

export interface SegmentOptions extends TextOptions {
  /** What the parts of one message have in common; 8 or 16 bits. Needed only where there are several. */
  readonly reference?: number | undefined;
  readonly messageClass?: MessageClass | undefined;
}

/**
 * The messages that carry `text`, in their order; one without text where it is empty.
 *
 * @throws {SmsError} `not-encodable`, `too-many-parts`, `header-too-long`, `out-of-range` for the reference
 */
export function segmentText(text: string, options: SegmentOptions = {}): TextSegment[] {
  const plan = planText(text, options);
  const dataCoding = codingOctet(plan.encoding.alphabet, options.messageClass);
  let start = 0;
  return plan.cuts.map(({ end }, index, { length: total }) => {
    const part = plan.text.slice(start, end);
    start = end;
    const elements = [...concatenation(total, index + 1, options), ...plan.elements];
    return {
      alphabet: plan.encoding.alphabet,
      elements,
      header: userDataHeader(elements),
      body: encodeText(part, plan.encoding),
      dataCoding,
      text: part,
    };
  });
}

/**
 * The messages that carry `octets`, for the application that `options.elements` names by its ports.
 *
 * @throws {SmsError} `too-many-parts`, `header-too-long`, `out-of-range`
 */
export function segmentOctets(
  octets: Uint8Array,
  options: Pick<SegmentOptions, 'elements' | 'reference' | 'referenceBits' | 'messageClass'> = {},
): Segment[] {
  const shared = options.elements ?? [];
  const isWhole = octets.length <= capacityOf('octets', shared);
  const size = isWhole
    ? Math.max(1, octets.length)
    : capacityOf('octets', [...concatenation(2, 1, options), ...shared]);
  const total = Math.max(1, Math.ceil(octets.length / size));
  const dataCoding = codingOctet('octets', options.messageClass);
  return Array.from({ length: checkedTotal(total) }, (_, index) => {
    const elements = [...concatenation(total, index + 1, options), ...shared];
    const body = octets.subarray(index * size, (index + 1) * size);
    return { alphabet: 'octets', elements, header: userDataHeader(elements), body, dataCoding };
  });
}

/** Header and body as SMPP and most carriers take them: 7 bit text with one septet an octet. */
export function unpackedUserData({ header, body }: Segment): Uint8Array {
  return header.length === 0 ? body : concat([header, body]);
}

/**
 * Header and body as they go over the air: 7 bit text packed, after fill bits. 3GPP TS 23.040 9.2.3.16, 9.2.3.24
 *
 * @returns the octets, and TP-User-Data-Length: septets for 7 bit text, else octets
 */
export function packedUserData({ alphabet, header, body }: Segment): { bytes: Uint8Array; length: number } {
  if (alphabet !== 'gsm') {
    const bytes = header.length === 0 ? body : concat([header, body]);
    return { bytes, length: bytes.length };
  }
  const packed = packSeptets(body, fillBitsAfter(header.length));
  return {
    bytes: header.length === 0 ? packed : concat([header, packed]),
    length: septetsOfHeader(header.length) + body.length,
  };
}

function encodeText(text: string, encoding: TextEncoding): Uint8Array {
  return encoding.alphabet === 'gsm' ? encodeGsm(text, encoding) : encodeUcs2(text);
}

function concatenation(total: number, sequence: number, options: SegmentOptions): Concatenation[] {
  if (total === 1) return [];
  checkedTotal(total);
  if (options.reference === undefined) throw new SmsError('out-of-range', 0, `${total} parts need a reference`);
  return [{ kind: 'concatenation', bits: options.referenceBits ?? 8, reference: options.reference, total, sequence }];
}

function checkedTotal(total: number): number {
  if (total > mostParts) throw new SmsError('too-many-parts', 0, `${total} parts`);
  return total;
}

function codingOctet(alphabet: SmsAlphabet, messageClass: MessageClass | undefined): number {
  return dataCodingOctet({ group: 'general', alphabet, messageClass });
}
