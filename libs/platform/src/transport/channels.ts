/** What the transport tells on `node:diagnostics_channel`. */
import { tracingChannel } from 'node:diagnostics_channel';

/** Context of the tracing channel `postbus.bus.process`: one try of a handler of a group. */
export interface ProcessSpan {
  readonly topic: string;
  readonly group: string;
  readonly event: string;
  readonly attempt: number;
  /** Of the event; a subscriber puts its own span in its place at the start. */
  traceparent: string;
}

export const processSpan = tracingChannel<string, ProcessSpan>('postbus.bus.process');
