/** How long a client waits for a server, milliseconds. RFC 5321 4.5.3.2 */
export interface SmtpTimeouts {
  /** For the TCP connection, and for the handshake of TLS. */
  readonly connect: number;
  /** 4.5.3.2.1 */
  readonly greeting: number;
  /** 4.5.3.2.2, and every command without a time of its own. */
  readonly command: number;
  /** 4.5.3.2.3 */
  readonly rcpt: number;
  /** 4.5.3.2.4: until the 354. */
  readonly dataInitiation: number;
  /** 4.5.3.2.5: until a block of the content is taken. */
  readonly dataBlock: number;
  /** 4.5.3.2.6: until the reply to the final dot. Too short makes duplicates. */
  readonly dataTermination: number;
  /** Until the connection closes after QUIT. */
  readonly quit: number;
}

const minute = 60_000;

export const defaultSmtpTimeouts: SmtpTimeouts = {
  connect: minute / 2,
  greeting: 5 * minute,
  command: 5 * minute,
  rcpt: 5 * minute,
  dataInitiation: 2 * minute,
  dataBlock: 3 * minute,
  dataTermination: 10 * minute,
  quit: 5_000,
};
