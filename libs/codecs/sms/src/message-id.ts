/**
 * Message ids as carriers write them: the answer to a submission may have one form and the receipt another, decimal,
 * hexadecimal or with leading zeros. SMPP 3.4 5.2.23 leaves the form to the carrier.
 */

/** How two ids are the same, the surest first. */
export type MessageIdMatch = 'exact' | 'zeros' | 'radix';

/** What a message_id can hold, SMPP 3.4 5.2.23; longer ones are compared as they are. */
const longestNumber = 64;

/** The form to keep and look up ids by: no blanks around, small letters, no `0x`, no leading zeros. One of blanks alone stays. */
export function messageIdForm(id: string): string {
  const plain = id.replaceAll('\0', '').trim().toLowerCase();
  if (plain === '') return id;
  if (!/^(0x)?[0-9a-f]+$/.test(plain)) return plain;
  const digits = plain.replace(/^0x/, '').replace(/^0+/, '');
  return digits === '' ? '0' : digits;
}

/**
 * The forms, as `messageIdForm` writes them, that the id of a receipt may have had in the answer to its submission: its
 * own, then that of the number which it is in hexadecimal, then in decimal digits.
 */
export function messageIdForms(id: string): string[] {
  const form = messageIdForm(id);
  if (form.length > longestNumber) return [form];
  const forms = [form];
  if (/^[0-9a-f]+$/.test(form)) forms.push(BigInt(`0x${form}`).toString(10));
  if (/^\d+$/.test(form)) forms.push(BigInt(form).toString(16));
  return [...new Set(forms)];
}

/**
 * Whether `submitted`, of the answer to a submission, and `receipted`, of a receipt, may be one id. `radix` is a guess:
 * 10 and 16 are two ids of a carrier whose forms agree, so a caller looks for an exact match first.
 */
export function compareMessageIds(submitted: string, receipted: string): MessageIdMatch | undefined {
  if (submitted === receipted) return 'exact';
  const [same, ...others] = messageIdForms(receipted);
  const form = messageIdForm(submitted);
  if (form === same) return 'zeros';
  return others.includes(form) ? 'radix' : undefined;
}
