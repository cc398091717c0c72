/** The account or device that sends, as PidNameOMSAccountGuid names it. [MS-OXOSMMS] 2.2.1.1 */
import { OxosmmsError } from './oxosmms-error.ts';

const bracedGuid = /^\{[\dA-F]{8}(?:-[\dA-F]{4}){3}-[\dA-F]{12}\}$/i;

/** Whether `text` is a GUID in braces, its digits in either case. */
export function isAccountGuid(text: string): boolean {
  return bracedGuid.test(text);
}

/**
 * `guid` as the property has it: `{C200E360-38C5-11CE-AE62-08002B2B79EF}`.
 * @param guid with or without braces, in either case
 * @throws {OxosmmsError} `not-an-account-guid`
 */
export function accountGuidText(guid: string): string {
  const braced = guid.startsWith('{') ? guid : `{${guid}}`;
  if (!isAccountGuid(braced))
    throw new OxosmmsError('not-an-account-guid', 'PidNameOMSAccountGuid', 'the account is no GUID');
  return braced.toUpperCase();
}
