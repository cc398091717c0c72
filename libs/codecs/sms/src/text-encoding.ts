/** How a text is written, and what room that leaves in a message. 3GPP TS 23.038 6, 23.040 9.2.3.24 */
import { type GsmCodes, gsmCodes, septetsOf } from './alphabet/gsm-text.ts';
import type { NationalLanguage, Shifts } from './alphabet/national-language.ts';
import { septetsOfHeader } from './alphabet/septets.ts';
import { type InformationElement, elementData } from './information-element.ts';
import { SmsError } from './sms-error.ts';

/** Octets of user data in one message. 3GPP TS 23.040 9.2.2 */
const userDataOctets = 140;
/** Parts that an octet can number. 3GPP TS 23.040 9.2.3.24.1 */
export const mostParts = 255;

/** 7 bit with its tables, or UCS-2. */
export interface TextEncoding {
  readonly alphabet: 'gsm' | 'ucs2';
  readonly locking?: NationalLanguage | undefined;
  readonly single?: NationalLanguage | undefined;
}

/** What a writer may do to a text. */
export interface TextOptions {
  /** The alphabet to use whatever the text; chosen by the text where absent. */
  readonly alphabet?: 'gsm' | 'ucs2' | undefined;
  /** Languages whose locking shift table may be used; none unless told, since not every phone has them. */
  readonly lockingShifts?: readonly NationalLanguage[] | undefined;
  /** Languages whose single shift table may be used; none unless told. */
  readonly singleShifts?: readonly NationalLanguage[] | undefined;
  /** Write what the 7 bit alphabet lacks by what reads alike, where all of the text then fits it. Off unless told. */
  readonly transliterate?: boolean | undefined;
  /** Never split what a reader sees as one character, as an emoji of several code points. Off unless told. */
  readonly keepGraphemes?: boolean | undefined;
  /** Width of the reference of a message in parts; 8 unless told. */
  readonly referenceBits?: 8 | 16 | undefined;
  /** Further elements for the header of each part, such as ports. */
  readonly elements?: readonly InformationElement[] | undefined;
}

/** Units that one UTF-16 unit takes: septets, or 1 of UCS-2; 0 where it cannot be written. */
export type UnitCost = (unit: number) => number;

export function unitCost(encoding: TextEncoding): UnitCost {
  if (encoding.alphabet === 'ucs2') return () => 1;
  const codes: GsmCodes = gsmCodes(encoding);
  return (unit) => septetsOf(codes, unit);
}

/** The elements that say which national tables a text has; none for the default ones. */
export function shiftElements({ locking, single }: Shifts): InformationElement[] {
  const elements: InformationElement[] = [];
  if (single !== undefined) elements.push({ kind: 'single-shift', language: single });
  if (locking !== undefined) elements.push({ kind: 'locking-shift', language: locking });
  return elements;
}

/**
 * Units of `alphabet` in a message whose header has `elements`: septets, octets, or units of UCS-2.
 *
 * @throws {SmsError} `header-too-long` where nothing, not even a pair of units, has room
 */
export function capacityOf(alphabet: 'gsm' | 'octets' | 'ucs2', elements: readonly InformationElement[]): number {
  const header = elements.reduce((sum, element) => sum + 2 + elementData(element).data.length, 0);
  const octets = header === 0 ? 0 : header + 1;
  const room = Math.max(0, userDataOctets - octets);
  const units = alphabet === 'gsm' ? 160 - septetsOfHeader(octets) : alphabet === 'ucs2' ? Math.floor(room / 2) : room;
  if (units < 2) throw new SmsError('header-too-long', 0, `a header of ${octets} octets leaves no room`);
  return units;
}
