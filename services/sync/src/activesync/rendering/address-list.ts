/** Addresses as To, Cc, From and their like tell them. [MS-ASEMAIL] 2.2.2, [MS-ASMS] 2.2.2.1 */
import { maxAddressListLength } from '@postbus/activesync';
import type { SummaryAddress } from '@postbus/oxcmail';

const comma = ', ';
/** Between the addresses of ReplyTo. [MS-ASEMAIL] 2.2.2.66 */
const semicolon = '; ';

/** Addresses with commas between them, as many as the element may hold; undefined where there is none. */
export function addressList(addresses: readonly SummaryAddress[]): string | undefined {
  return joined(addresses, comma);
}

/** The same for ReplyTo. */
export function replyToList(addresses: readonly SummaryAddress[]): string | undefined {
  return joined(addresses, semicolon);
}

/** `"Ann Lee" <ann@example.org>`; an address of another type in brackets with its type: `"Ann" [MOBILE:+15550100]`. */
export function addressText({ name, address, addressType }: SummaryAddress): string {
  const quoted = `"${name.replace(/["\\]/g, '\\$&')}"`;
  if (address === '') return quoted;
  if (addressType !== undefined) return `${name === '' ? `"${address}"` : quoted} [${addressType}:${address}]`;
  return name === '' ? address : `${quoted} <${address}>`;
}

/** An address that does not fit any more is left out with all after it. */
function joined(addresses: readonly SummaryAddress[], separator: string): string | undefined {
  let text = '';
  for (const address of addresses) {
    const longer = text === '' ? addressText(address) : `${text}${separator}${addressText(address)}`;
    if (longer.length > maxAddressListLength) break;
    text = longer;
  }
  return text === '' ? undefined : text;
}
