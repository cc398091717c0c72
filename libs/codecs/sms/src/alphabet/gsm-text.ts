/** Text as codes of the 7 bit alphabet, one septet an octet, and back. 3GPP TS 23.038 6.2.1 */
import { SmsError } from '../sms-error.ts';
import type { NationalLanguage, Shifts } from './national-language.ts';
import { type ShiftTable, escape, lockingTable, singleTable } from './shift-tables.ts';

/** Codes of one table at the UTF-16 units of their characters; `none` for all others. */
type Codes = Uint8Array;

const lockingCodes: Codes[] = [];
const singleCodes: Codes[] = [];
const space = 0x20;
const replacement = 0xfffd;
const chunk = 4096;
const none = 0xff;
/** Above the last character that any table has, U+221E. */
const unitsEnd = 0x2220;

/** The tables of `shifts`, by character. */
export interface GsmCodes {
  readonly locking: Codes;
  readonly single: Codes;
}

/** @throws {SmsError} `out-of-range` for a language that has no such table */
export function gsmCodes(shifts: Shifts = {}): GsmCodes {
  return {
    locking: (lockingCodes[shifts.locking ?? 0] ??= codesOf(tableOf(lockingTable, shifts.locking))),
    single: (singleCodes[shifts.single ?? 0] ??= codesOf(tableOf(singleTable, shifts.single))),
  };
}

/** How many septets the UTF-16 unit takes: 1, 2 with its escape, or 0 where the tables lack it. */
export function septetsOf(codes: GsmCodes, unit: number): 0 | 1 | 2 {
  if (unit >= unitsEnd) return 0;
  if (codes.locking[unit] !== none) return 1;
  return codes.single[unit] === none ? 0 : 2;
}

/**
 * The codes of `text`, one an octet. 3GPP TS 23.038 6.2.1
 *
 * @throws {SmsError} `not-encodable` with the place of the character
 */
export function encodeGsm(text: string, shifts: Shifts = {}): Uint8Array<ArrayBuffer> {
  const { locking, single } = gsmCodes(shifts);
  const septets = new Uint8Array(text.length * 2);
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    const code = unit < unitsEnd ? locking[unit]! : none;
    if (code !== none) {
      septets[length++] = code;
      continue;
    }
    const shifted = unit < unitsEnd ? single[unit]! : none;
    if (shifted === none) {
      throw new SmsError(
        'not-encodable',
        index,
        `U+${unit.toString(16).padStart(4, '0')} is not in the 7 bit alphabet`,
      );
    }
    septets[length++] = escape;
    septets[length++] = shifted;
  }
  return septets.slice(0, length);
}

/**
 * The text of `septets`, one an octet; the eighth bit of each is passed over. 3GPP TS 23.038 6.2.1.1
 * After escape, a code that the single shift table lacks is the character of the locking table; a second escape, or an
 * escape at the end, is a space; a code without a character is U+FFFD.
 */
export function decodeGsm(septets: Uint8Array, shifts: Shifts = {}): string {
  const locking = tableOf(lockingTable, shifts.locking);
  const single = tableOf(singleTable, shifts.single);
  const units = new Uint16Array(septets.length);
  let length = 0;
  for (let index = 0; index < septets.length; index++) {
    let code = septets[index]! & 0x7f;
    if (code !== escape) {
      units[length++] = locking[code] || replacement;
      continue;
    }
    index++;
    code = index < septets.length ? septets[index]! & 0x7f : escape;
    units[length++] = code === escape ? space : single[code] || locking[code] || replacement;
  }
  return textOfUnits(units.subarray(0, length));
}

/** UTF-16 units as text, in runs that the call stack holds. */
export function textOfUnits(units: Uint16Array): string {
  let text = '';
  for (let at = 0; at < units.length; at += chunk) {
    text += String.fromCharCode.apply(null, units.subarray(at, at + chunk) as unknown as number[]);
  }
  return text;
}

function tableOf(
  table: (language?: NationalLanguage) => ShiftTable | undefined,
  language: NationalLanguage | undefined,
): ShiftTable {
  const found = language === undefined ? table() : table(language);
  if (found === undefined) throw new SmsError('out-of-range', 0, `language ${language} has no such shift table`);
  return found;
}

/** The lowest code counts where a table has a character twice. */
function codesOf(table: ShiftTable): Codes {
  const codes = new Uint8Array(unitsEnd).fill(none);
  table.forEach((unit, code) => {
    if (unit !== 0 && codes[unit] === none) codes[unit] = code;
  });
  return codes;
}
