import type { EventMetadata } from '@postbus/contracts';

/** An event as a handler gets it, checked by its topic's schema. */
export interface Received<Data> extends EventMetadata {
  readonly data: Data;
  readonly topic: string;
  readonly key: string;
  /** Of the span in which it is handled; what the handler causes is a child of it. A new one where the event told none. */
  readonly traceparent: string;
  /** CloudEvents `time`, epoch milliseconds: when it happened. */
  readonly happenedAt: number;
  /** Epoch milliseconds of its publishing. */
  readonly publishedAt: number;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborted when the subscription closes or the event's partition went elsewhere. */
  readonly signal: AbortSignal;
}
