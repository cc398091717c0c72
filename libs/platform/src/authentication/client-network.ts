/** Under what failures of a client are counted: its IPv4 address, or its IPv6 network, since a host has all of that. RFC 4291 2.5.4 */
import { isIPv6 } from 'node:net';

/** The address itself, without the mapping of IPv4 into IPv6; of IPv6 the first 64 bits. */
export function clientNetwork(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!isIPv6(address)) return address;
  const [before = '', after] = address.split('%')[0]!.toLowerCase().split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const zeros = after === undefined ? 0 : 8 - groups(head) - groups(tail);
  const all = [...head, ...Array.from({ length: zeros }, () => '0'), ...tail];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

/** An embedded IPv4 address takes the place of two groups. */
function groups(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + (part.includes('.') ? 2 : 1), 0);
}
