/** The trace field that is put on top of every message. RFC 5321 4.4, RFC 8314 4.3 */
import { formatDateTime } from '@postbus/mime';
import { type Client, transmissionType } from './client.ts';
import { isAddressLiteral } from './path.ts';

export interface Received {
  readonly client: Client;
  /** What this service calls itself. */
  readonly hostname: string;
  readonly id: string;
  readonly smtpUtf8: boolean;
  /** Told only where it is the only one: others are nobody's business. */
  readonly recipient?: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The whole field with its CRLF. */
export function receivedField({ client, hostname, id, smtpUtf8, recipient, at }: Received): string {
  const tls = client.tls === undefined ? '' : `\r\n\ttls ${client.tls.cipher}`;
  const forClause = recipient === undefined ? '' : `\r\n\tfor <${recipient}>`;
  const by = `by ${hostname} with ${transmissionType(client, smtpUtf8)} id ${id}`;
  return `Received: from ${extendedDomain(client)}\r\n\t${by}${forClause}${tls};\r\n\t${formatDateTime(at)}\r\n`;
}

/** Extended-Domain: what the client called itself, and where it truly came from. */
function extendedDomain(client: Client): string {
  const name = client.hello?.name ?? 'unknown';
  const literal = addressLiteral(client.address);
  return literal === undefined || name === literal ? name : `${name} (${literal})`;
}

/** RFC 5321 4.1.3; undefined for a client on a Unix socket. */
function addressLiteral(address: string): string | undefined {
  const literal = address.includes(':') ? `[IPv6:${address}]` : `[${address}]`;
  return isAddressLiteral(literal) ? literal : undefined;
}
