/** A carrier that text messages leave by, as this process uses its account. What its protocol is, is the adapter's. */
import type { TextFault } from '@postbus/domain';
import type { CarrierReceipt } from './text-message-store.ts';

/** One message of the carrier, complete. */
export interface PartToSubmit {
  /** E.164, a short code, or a name of at most eleven letters and digits. */
  readonly sender: string;
  /** E.164 or a short code. */
  readonly recipient: string;
  /** Header and text as 3GPP TS 23.040 has them, 7 bit text one septet an octet. */
  readonly dataCoding: number;
  readonly header: Uint8Array;
  readonly body: Uint8Array;
  readonly concatenation?: { readonly reference: number; readonly total: number; readonly sequence: number };
  /** SMPP 3.4 5.3.2.17 */
  readonly userMessageReference: number;
  /** Epoch milliseconds when it is of no use any more. */
  readonly expiresAt?: number;
}

/**
 * - `accepted`: the carrier has it
 * - `refused`: the carrier answered that it does not take it: `never`; not now: `later`; not over this account: `elsewhere`
 * - `unsent`: nothing of it left this process
 * - `unknown`: it was written, and there was no answer
 */
export type SubmitOutcome =
  | { readonly outcome: 'accepted'; readonly messageId: string | undefined }
  | { readonly outcome: 'refused'; readonly retry: 'never' | 'later' | 'elsewhere'; readonly fault: TextFault }
  | { readonly outcome: 'unsent'; readonly fault: TextFault }
  | { readonly outcome: 'unknown'; readonly fault: TextFault };

/** A message, or a part of one, that a phone sent to a number here. */
export interface InboundPart {
  /** Number or name. */
  readonly sender: string;
  /** The number here. */
  readonly recipient: string;
  /** As `PartToSubmit` has them. */
  readonly dataCoding: number;
  readonly header: Uint8Array;
  readonly body: Uint8Array;
  readonly concatenation?: { readonly reference: number; readonly total: number; readonly sequence: number };
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Takes what a carrier sends; each is kept durably when its promise is fulfilled, and comes again where it is rejected. */
export interface SmsChannelInbound {
  receipt(receipt: CarrierReceipt, userMessageReference?: number): Promise<void>;
  /** @returns `refused` where nobody here has the number: the carrier is not to try again */
  message(part: InboundPart): Promise<'taken' | 'refused'>;
  /** What a submission told as unknown was after all. */
  late(part: PartToSubmit, messageId: string | undefined, fault: TextFault | undefined): Promise<void>;
  /** A connection was made or lost. */
  changed(): void;
}

export interface SmsChannel {
  /** Begins to connect; nothing before it opens a connection. */
  start(): void;
  /** Whether something can leave now. */
  readonly isUp: boolean;
  /** Connections that are bound now. */
  readonly binds: number;
  /** Parts that may be submitted beside each other. */
  readonly window: number;
  /** This process's place among those that use the account: connections, window and rate are divided over them. */
  share(index: number, holders: number): void;
  /** Waits for its turn and gives one part to the carrier, once. Never rejected. @param signal gives up waiting for the turn */
  submit(part: PartToSubmit, signal?: AbortSignal): Promise<SubmitOutcome>;
  /** Waits for the answers to what was written. */
  close(): Promise<void>;
}
