/** The header that user data may begin with. 3GPP TS 23.040 9.2.3.24 */
import type { NationalLanguage, Shifts } from './alphabet/national-language.ts';
import {
  type Concatenation,
  type InformationElement,
  type Ports,
  type Shift,
  elementData,
  readElement,
} from './information-element.ts';
import { SmsError } from './sms-error.ts';

/** What an octet of length can say. */
const longestHeader = 255;

export interface UserDataHeader {
  readonly elements: readonly InformationElement[];
  /** Octets that the header takes, its octet of length counted: where the text begins. */
  readonly length: number;
}

/**
 * Reads the header at the start of `userData`. Elements that are not known stay as they are.
 *
 * @throws {SmsError} `header-truncated` or `element-truncated` with the offset; by 9.2.3.24 such a header is passed over whole
 */
export function readUserDataHeader(userData: Uint8Array): UserDataHeader {
  const length = (userData[0] ?? 0) + 1;
  if (userData.length < length) {
    throw new SmsError('header-truncated', 0, `a header of ${length} octets in user data of ${userData.length}`);
  }
  const elements: InformationElement[] = [];
  let at = 1;
  while (at < length) {
    const end = at + 2 + (userData[at + 1] ?? 0);
    if (at + 2 > length || end > length) {
      throw new SmsError('element-truncated', at, `element ${userData[at]} ends behind its header`);
    }
    elements.push(readElement(userData[at]!, userData.subarray(at + 2, end)));
    at = end;
  }
  return { elements, length };
}

/**
 * The header of `elements`, its octet of length first; no octets for no elements.
 *
 * @throws {SmsError} `header-too-long`, `out-of-range`
 */
export function userDataHeader(elements: readonly InformationElement[]): Uint8Array<ArrayBuffer> {
  if (elements.length === 0) return new Uint8Array(0);
  const parts = elements.map(elementData);
  const length = parts.reduce((sum, { data }) => sum + 2 + data.length, 0);
  if (length > longestHeader) throw new SmsError('header-too-long', 0, `a header of ${length} octets`);
  const header = new Uint8Array(1 + length);
  header[0] = length;
  let at = 1;
  for (const { id, data } of parts) {
    header[at] = id;
    header[at + 1] = data.length;
    header.set(data, at + 2);
    at += 2 + data.length;
  }
  return header;
}

/** Which part of which message this is; of several such elements the last counts. 9.2.3.24 */
export function concatenationOf(elements: readonly InformationElement[]): Concatenation | undefined {
  return elements.findLast((element) => element.kind === 'concatenation');
}

/** Which application it is for; of several such elements the last counts. */
export function portsOf(elements: readonly InformationElement[]): Ports | undefined {
  return elements.findLast((element) => element.kind === 'ports');
}

/** The national tables of the text; of several such elements the last counts. */
export function shiftsOf(elements: readonly InformationElement[]): Shifts {
  const locking = languageOf(elements, 'locking-shift');
  const single = languageOf(elements, 'single-shift');
  return { ...(locking !== undefined && { locking }), ...(single !== undefined && { single }) };
}

function languageOf(
  elements: readonly InformationElement[],
  kind: 'locking-shift' | 'single-shift',
): NationalLanguage | undefined {
  return elements.filter(isShift).findLast((element) => element.kind === kind)?.language;
}

function isShift(element: InformationElement): element is Shift {
  return element.kind === 'locking-shift' || element.kind === 'single-shift';
}
