/** A carrier that multimedia messages leave by and come from. What its protocol is, is the adapter's. */
import type { SubmitOutcome } from './sms-channel.ts';
import type { CarrierReceipt } from './text-message-store.ts';

/** One multimedia message, complete. */
export interface MmsToSubmit {
  /** Of the text message; joins the request and its answer. */
  readonly id: string;
  /** Number or short code that it comes from; the carrier's own choice where absent. */
  readonly sender?: string;
  /** E.164 or short codes. */
  readonly recipients: readonly string[];
  readonly subject?: string;
  /** The slides and their presentation: a whole MIME entity with its header. */
  readonly content: Uint8Array;
  /** Epoch milliseconds. */
  readonly submittedAt: number;
  /** Epoch milliseconds when it is of no use any more. */
  readonly expiresAt: number;
}

export interface MmsChannel {
  /**
   * Gives one message to the carrier, once. Never rejected.
   * @param signal gives up before anything was written; what was written waits for its answer
   */
  submit(message: MmsToSubmit, signal?: AbortSignal): Promise<SubmitOutcome>;
}

/** A multimedia message that came in. */
export interface InboundMms {
  /** Name of the channel. */
  readonly channel: string;
  /** Names it; the same where the carrier sends it again. */
  readonly reference: string;
  /** Number, short code or address of mail. */
  readonly sender: string;
  /** Numbers here, as the carrier writes them. */
  readonly recipients: readonly string[];
  readonly subject?: string;
  /** A whole MIME entity with its header. */
  readonly content: Uint8Array;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Takes what a carrier sends; each is kept durably when its promise is fulfilled, and comes again where it is rejected. */
export interface MmsChannelInbound {
  receipt(receipt: CarrierReceipt): Promise<void>;
  /** @returns `refused` where nobody here has any of the numbers: the carrier is not to try again */
  message(message: InboundMms): Promise<'taken' | 'refused'>;
}
