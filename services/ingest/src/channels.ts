/** What ingest tells whoever listens. node:diagnostics_channel; the names are part of the interface. */
import { channel, tracingChannel } from 'node:diagnostics_channel';
import type { TransmissionType } from './smtp/client.ts';

/** Told on `postbus.ingest.connection-opened` and `-closed`. */
export interface ConnectionTold {
  readonly listener: string;
  readonly address: string;
}

/** Told on `postbus.ingest.connection-refused`: over a limit, or a handshake that failed. */
export interface ConnectionRefused extends ConnectionTold {
  readonly reason: 'too-many-connections' | 'too-many-from-address' | 'tls-handshake';
  readonly error?: unknown;
}

/** Told on `postbus.ingest.replied-error`: a 4xx or 5xx went out. */
export interface RepliedError {
  readonly listener: string;
  readonly code: number;
  readonly enhanced?: string;
}

/** Told on `postbus.ingest.session-failed`: an error behind a reply, for the log. */
export interface SessionFailed {
  readonly listener: string;
  readonly error: unknown;
}

/** Context of the tracing channel `postbus.ingest.message`: the keeping of one message, from its content to its reply. */
export interface MessageSpan {
  readonly listener: string;
  readonly protocol: TransmissionType;
  readonly id: string;
  readonly recipients: number;
  /** Of the trace that begins here; a subscriber of `start` puts its own span's in place. */
  traceparent?: string;
}

export const connectionOpened = channel('postbus.ingest.connection-opened');
export const connectionClosed = channel('postbus.ingest.connection-closed');
export const connectionRefused = channel('postbus.ingest.connection-refused');
export const repliedError = channel('postbus.ingest.replied-error');
export const sessionFailed = channel('postbus.ingest.session-failed');
export const messageSpan = tracingChannel<MessageSpan>('postbus.ingest.message');
