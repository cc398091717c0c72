/** What a fake next hop answers, step by step. */

export type SinkAnswer =
  /** The reply's lines, parted by `\n`, without line ends: `250-first\n250 last`. */
  | string
  | { readonly reply: string; readonly delay?: number; readonly close?: boolean }
  /** Bytes as they are, for replies that are not replies. */
  | { readonly raw: string; readonly close?: boolean }
  /** Nothing, ever. */
  | { readonly hang: true }
  /** The connection is cut. */
  | { readonly drop: true };

export type SinkStep =
  | 'greeting'
  | 'ehlo'
  | 'helo'
  | 'starttls'
  | 'auth'
  | 'mail'
  | 'rcpt'
  | 'data'
  /** After the final dot. */
  | 'content'
  | 'rset'
  | 'quit'
  | 'noop';

/** @param line the command as it came, or '' for the greeting and the content */
export type SinkAnswering = SinkAnswer | ((line: string, session: SinkSession) => SinkAnswer | undefined | void);

/** A step that is not told, or a function that gives nothing, is answered as a good server does. */
export type SinkScript = { readonly [Step in SinkStep]?: SinkAnswering };

export interface SinkOptions {
  /** What EHLO offers beside STARTTLS. */
  readonly extensions?: readonly string[];
  /** `starttls` offers it; `implicit` begins with it. Without it there is none. */
  readonly tls?: 'starttls' | 'implicit';
  /** Another certificate than the one for `localhost`. */
  readonly certificate?: { readonly key: string; readonly cert: string };
  /** 127.0.0.1 unless told. */
  readonly address?: string;
  /** A free one unless told: for several hosts that answer at one port. */
  readonly port?: number;
}

export interface SinkSession {
  /** 1 for the first connection. */
  readonly number: number;
  readonly tls: boolean;
  /** Name that SNI asked for. */
  readonly serverName: string | undefined;
  readonly commands: readonly string[];
  /** What came behind the command that is being answered: not empty where the client did not wait. */
  readonly ahead: string;
}

export interface SinkMessage {
  /** What followed `MAIL FROM:`, parameters included. */
  readonly mail: string;
  /** What followed `RCPT TO:` of those not refused, parameters included. */
  readonly recipients: readonly string[];
  /** Between DATA and the final dot, with dots taken off again. */
  readonly content: Buffer;
  readonly session: SinkSession;
}

export const defaultSinkExtensions = [
  'PIPELINING',
  '8BITMIME',
  'SMTPUTF8',
  'SIZE 52428800',
  'DSN',
  'ENHANCEDSTATUSCODES',
];

export const defaultSinkAnswers: Readonly<Record<Exclude<SinkStep, 'ehlo'>, string>> = {
  greeting: '220 sink.example ESMTP',
  helo: '250 sink.example',
  starttls: '220 2.0.0 go ahead',
  auth: '235 2.7.0 welcome',
  mail: '250 2.1.0 ok',
  rcpt: '250 2.1.5 ok',
  data: '354 go ahead',
  content: '250 2.0.0 queued',
  rset: '250 2.0.0 ok',
  quit: '221 2.0.0 bye',
  noop: '250 2.0.0 ok',
};
