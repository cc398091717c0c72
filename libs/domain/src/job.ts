/** Work that waits for one destination, carrier, phone or time. */

/** Plain JSON. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export interface NewJob<State extends JsonValue = JsonValue> {
  /** Which workers it is for: `relay`. */
  readonly queue: string;
  /** A job with the same key in the same queue is not added again while the key is remembered. */
  readonly dedupeKey: string;
  /** Who waits for it and where it goes: workers are fair over both. */
  readonly user: string;
  readonly destination: string;
  /** Epoch milliseconds. */
  readonly due: number;
  readonly state: State;
  /** SHA-256 of the blobs it needs until it is over. */
  readonly blobs: readonly string[];
  readonly traceparent?: string;
}

/** A job held by one worker until `leasedUntil`; every write under an older token is refused. */
export interface ClaimedJob<State extends JsonValue = JsonValue> extends NewJob<State> {
  readonly id: string;
  readonly attempts: number;
  readonly createdAt: number;
  readonly token: number;
  readonly leasedUntil: number;
}
