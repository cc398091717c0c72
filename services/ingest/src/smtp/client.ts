/** What is known of the other end of a connection. */

export interface TlsParameters {
  /** `TLSv1.3` */
  readonly protocol: string;
  /** Name of the IANA registry: `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string;
}

export interface Client<Login = unknown> {
  /** IP address, without an IPv4-mapped prefix; `local` over a Unix socket. */
  readonly address: string;
  readonly port: number;
  readonly tls?: TlsParameters;
  /** What it called itself. */
  readonly hello?: { readonly verb: 'HELO' | 'EHLO' | 'LHLO'; readonly name: string };
  readonly login?: Login;
}

type Secured = '' | 'S' | 'A' | 'SA';
export type TransmissionType = 'SMTP' | `${'ESMTP' | 'UTF8SMTP'}${Secured}` | `${'LMTP' | 'UTF8LMTP'}${'' | 'S'}`;

/**
 * The value of `with` in Received, by what the session is. RFC 3848, RFC 6531 3.7.3
 * @param smtpUtf8 whether MAIL had the parameter SMTPUTF8
 */
export function transmissionType(client: Client, smtpUtf8: boolean): TransmissionType {
  const verb = client.hello?.verb ?? 'HELO';
  if (verb === 'HELO') return 'SMTP';
  const tls = client.tls === undefined ? '' : 'S';
  if (verb === 'LHLO') return smtpUtf8 ? `UTF8LMTP${tls}` : `LMTP${tls}`;
  const secured: Secured = `${tls}${client.login === undefined ? '' : 'A'}`;
  return smtpUtf8 ? `UTF8SMTP${secured}` : `ESMTP${secured}`;
}
