/** Information elements of the user data header. 3GPP TS 23.040 9.2.3.24 */
import { type NationalLanguage, isNationalLanguage } from './alphabet/national-language.ts';
import { SmsError } from './sms-error.ts';

/** Identifiers of the elements that are read here. 3GPP TS 23.040 9.2.3.24 */
export const ElementId = {
  Concatenation8: 0x00,
  SpecialMessage: 0x01,
  Ports8: 0x04,
  Ports16: 0x05,
  Concatenation16: 0x08,
  SingleShift: 0x24,
  LockingShift: 0x25,
} as const;

/** One part of a message. 9.2.3.24.1, 9.2.3.24.8 */
export interface Concatenation {
  readonly kind: 'concatenation';
  readonly bits: 8 | 16;
  readonly reference: number;
  readonly total: number;
  /** 1 to `total`. */
  readonly sequence: number;
}

/** Messages that wait elsewhere. 9.2.3.24.2 */
export interface SpecialMessage {
  readonly kind: 'special-message';
  /** Whether the text is kept once the indication was set. */
  readonly store: boolean;
  readonly profile: 1 | 2 | 3 | 4;
  /** `other` and `video` are extended types, which only the last of the basic ones has; a number is one that is reserved, 2 to 7. */
  readonly waiting: 'voice' | 'fax' | 'email' | 'other' | 'video' | number;
  /** 0 clears the indication; 255 is that many or more. */
  readonly count: number;
}

/** The application that a message is for and from. 9.2.3.24.3, 9.2.3.24.4 */
export interface Ports {
  readonly kind: 'ports';
  readonly bits: 8 | 16;
  readonly destination: number;
  readonly source: number;
}

/** The national table that the text is written with. 9.2.3.24.15, 9.2.3.24.16 */
export interface Shift {
  readonly kind: 'single-shift' | 'locking-shift';
  readonly language: NationalLanguage;
}

/** Any other element, and a known one whose data says nothing. */
export interface OtherElement {
  readonly kind: 'other';
  readonly id: number;
  readonly data: Uint8Array;
}

export type InformationElement = Concatenation | SpecialMessage | Ports | Shift | OtherElement;

const basicWaiting = ['voice', 'fax', 'email'] as const;
const extendedWaiting = ['other', 'video'] as const;

/** What an element says; one that is known but cannot be so is kept as `other`, since it counts as absent. */
export function readElement(id: number, data: Uint8Array): InformationElement {
  return knownElement(id, data) ?? { kind: 'other', id, data };
}

/** The identifier and data of `element`. @throws {SmsError} `out-of-range` for what its field cannot hold */
export function elementData(element: InformationElement): { readonly id: number; readonly data: Uint8Array } {
  switch (element.kind) {
    case 'concatenation':
      return concatenationData(element);
    case 'special-message':
      return { id: ElementId.SpecialMessage, data: Uint8Array.of(waitingOctet(element), octet(element.count)) };
    case 'ports':
      return portsData(element);
    case 'single-shift':
      return { id: ElementId.SingleShift, data: Uint8Array.of(element.language) };
    case 'locking-shift':
      return { id: ElementId.LockingShift, data: Uint8Array.of(element.language) };
    default:
      return { id: octet(element.id), data: element.data };
  }
}

function knownElement(id: number, data: Uint8Array): InformationElement | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0] = data;
  switch (id) {
    case ElementId.Concatenation8:
      return data.length === 3 ? concatenation(8, first, second, third) : undefined;
    case ElementId.Concatenation16:
      return data.length === 4 ? concatenation(16, (first << 8) | second, third, fourth) : undefined;
    case ElementId.SpecialMessage:
      return data.length === 2 ? specialMessage(first, second) : undefined;
    case ElementId.Ports8:
      return data.length === 2 ? { kind: 'ports', bits: 8, destination: first, source: second } : undefined;
    case ElementId.Ports16:
      if (data.length !== 4) return undefined;
      return { kind: 'ports', bits: 16, destination: (first << 8) | second, source: (third << 8) | fourth };
    case ElementId.SingleShift:
    case ElementId.LockingShift:
      if (data.length !== 1 || !isNationalLanguage(first)) return undefined;
      return { kind: id === ElementId.SingleShift ? 'single-shift' : 'locking-shift', language: first };
    default:
      return undefined;
  }
}

/** A part number of 0, or above a total of its own, makes the element void. 9.2.3.24.1 */
function concatenation(bits: 8 | 16, reference: number, total: number, sequence: number): Concatenation | undefined {
  if (sequence === 0 || sequence > total) return undefined;
  return { kind: 'concatenation', bits, reference, total, sequence };
}

function concatenationData({ bits, reference, total, sequence }: Concatenation): { id: number; data: Uint8Array } {
  if (sequence < 1 || sequence > total) throw new SmsError('out-of-range', 0, `part ${sequence} of ${total}`);
  if (bits === 8)
    return { id: ElementId.Concatenation8, data: Uint8Array.of(octet(reference), octet(total), sequence) };
  return { id: ElementId.Concatenation16, data: Uint8Array.of(...octets(reference), octet(total), sequence) };
}

function portsData({ bits, destination, source }: Ports): { id: number; data: Uint8Array } {
  if (bits === 8) return { id: ElementId.Ports8, data: Uint8Array.of(octet(destination), octet(source)) };
  return { id: ElementId.Ports16, data: Uint8Array.of(...octets(destination), ...octets(source)) };
}

function specialMessage(first: number, count: number): SpecialMessage {
  const extended = (first >>> 2) & 0x07;
  return {
    kind: 'special-message',
    store: (first & 0x80) !== 0,
    profile: (((first >>> 5) & 0x03) + 1) as SpecialMessage['profile'],
    waiting: basicWaiting[first & 0x03] ?? extendedWaiting[extended] ?? extended,
    count,
  };
}

function waitingOctet({ store, profile, waiting }: SpecialMessage): number {
  const flags = (store ? 0x80 : 0) | ((profile - 1) << 5);
  if (typeof waiting === 'number') {
    if (waiting < 2 || waiting > 7) throw new SmsError('out-of-range', 0, `${waiting} is not a reserved indication`);
    return flags | (waiting << 2) | 0x03;
  }
  if (waiting === 'video') return flags | 0x07;
  return flags | (waiting === 'other' ? 0x03 : basicWaiting.indexOf(waiting));
}

function octet(value: number): number {
  if (!Number.isInteger(value) || value < 0 || value > 0xff)
    throw new SmsError('out-of-range', 0, `${value} is no octet`);
  return value;
}

function octets(value: number): [number, number] {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff) {
    throw new SmsError('out-of-range', 0, `${value} takes more than two octets`);
  }
  return [value >>> 8, value & 0xff];
}
