/** What the transport tells on `node:diagnostics_channel`. */
import { type Channel, channel, tracingChannel } from 'node:diagnostics_channel';

/** `postbus.bus.received`: a handler gets an event for the first time. */
export interface EventReceived {
  readonly topic: string;
  /** Undefined for a broadcast reader. */
  readonly group: string | undefined;
  /** Epoch milliseconds. */
  readonly publishedAt: number;
  /** Milliseconds from the event to its publishing: its time in an outbox, or that of making it. */
  readonly sending: number;
}

/** Context of the tracing channel `postbus.bus.process`: one try of a handler of a group. */
export interface ProcessSpan {
  readonly topic: string;
  readonly group: string;
  readonly event: string;
  readonly attempt: number;
  /** Of the event; a subscriber puts its own span in its place at the start. */
  traceparent: string;
}

export const eventReceived = channel('postbus.bus.received') as Channel<EventReceived>;
export const processSpan = tracingChannel<string, ProcessSpan>('postbus.bus.process');
