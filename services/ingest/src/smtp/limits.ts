/** Limits of the SMTP engine. RFC 5321 4.5.3; what each one stops is said beside it. */

export interface SmtpLimits {
  /** Connections in all: memory and descriptors used up by opening sockets. */
  readonly connections: number;
  /** Connections of one address: one host taking every connection there is. */
  readonly connectionsPerAddress: number;
  /** Messages of one connection: one client holding a connection, and its share of the service, for ever. */
  readonly messagesPerConnection: number;
  /** Recipients of one message: one message blown up into a flood of deliveries. RFC 5321 4.5.3.1.8 */
  readonly recipients: number;
  /** Bytes of a message: a disk filled by one sender. RFC 1870 */
  readonly messageBytes: number;
  /** Bytes of its header section: parsers of header fields kept busy by one message. */
  readonly headerBytes: number;
  /** Bytes of one line of text with its CRLF: readers further on that keep a line in memory. RFC 5321 4.5.3.1.6 says 1,000 at least. */
  readonly textLineBytes: number;
  /** Bytes of a message held in memory; a longer one streams to the blob store. At least `headerBytes`. */
  readonly memoryBytes: number;
  /** Bytes of all messages in memory: many slow senders of large messages using it up together. */
  readonly inFlightBytes: number;
  /** Replies 5xx to commands before the connection is closed: harvesting of addresses, and guessing. */
  readonly errors: number;
  /** Failed logins before the connection is closed: guessing of passwords. */
  readonly authFailures: number;
  /** Milliseconds without a byte: connections opened and left. RFC 5321 4.5.3.2.7 says 5 minutes at least. */
  readonly idleTime: number;
  /** Milliseconds for a TLS handshake: the same, before there is a session. */
  readonly handshakeTime: number;
  /** Milliseconds from MAIL to the end of data: a sender that gives a byte a minute and is never idle. */
  readonly transactionTime: number;
}

export const defaultLimits: SmtpLimits = {
  connections: 2000,
  connectionsPerAddress: 200,
  messagesPerConnection: 10_000,
  recipients: 1000,
  messageBytes: 50 * 1024 * 1024,
  headerBytes: 256 * 1024,
  textLineBytes: 256 * 1024,
  memoryBytes: 512 * 1024,
  inFlightBytes: 128 * 1024 * 1024,
  errors: 20,
  authFailures: 3,
  idleTime: 300_000,
  handshakeTime: 30_000,
  transactionTime: 1_800_000,
};

/** Bytes of a command line with its CRLF. RFC 5321 4.5.3.1.4 */
const commandLine = 512;
/** What parameters add to it: SIZE, BODY, AUTH, SMTPUTF8, RET, ENVID; NOTIFY, ORCPT. RFC 1870, 6152, 4954, 6531, 3461 */
const longerCommandLines: ReadonlyMap<string, number> = new Map([
  ['MAIL', commandLine + 26 + 17 + 500 + 10 + 9 + 107],
  ['RCPT', commandLine + 28 + 500],
  ['AUTH', 12_288],
]);

/** The longest line there is: one with an initial response, or the response to a challenge. RFC 4954 4 */
export const longestLine = 12_288;

/** Bytes that a line with `verb` may have, its CRLF counted. */
export function commandLimit(verb: string): number {
  return longerCommandLines.get(verb) ?? commandLine;
}
