/** What is asked of the pool's threads about mail as text messages, and what they answer: plain values, which cross between threads. */
import type { MessageSummary } from '@postbus/domain';
import type { StoredMessage } from '@postbus/mapi';

/** What a mail is to say as a text message. */
export interface TextTask {
  readonly kind: 'text';
  /** Characters of the text; a thread of mail would be dozens of text messages. */
  readonly longest: number;
  /** Bytes of pictures, audio and video together; carriers take no more. */
  readonly largest: number;
}

export interface MailMedia {
  readonly name?: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
}

/**
 * Why a mail cannot be a text message.
 * - `encrypted`: it is not for anybody between; `unreadable`: what is signed in it cannot be read
 * - `empty`: it says nothing; `too-long`, `too-large`: its text, its media
 * - `other-files`: it has files that phones do not show
 * - `automatic`: a program wrote it: a receipt, an answer of somebody who is away
 */
export type NoText = 'encrypted' | 'unreadable' | 'empty' | 'too-long' | 'too-large' | 'other-files' | 'automatic';

export interface MailText {
  /** Without what it quotes and without its signature; empty where there are only media. */
  readonly text: string;
  readonly subject: string;
  readonly media: readonly MailMedia[];
  /** With its angle brackets. */
  readonly messageId?: string;
  /** What people are called, by their addresses in lower case. */
  readonly names: ReadonlyMap<string, string>;
}

export type TextResult = { readonly says: MailText } | { readonly no: NoText };

/** A mail of a carrier's gateway as the MMS object that it was. */
export interface GatewayTask {
  readonly kind: 'gateway';
  /** Domains at which numbers are users: that of the gateway first. */
  readonly numberDomains: readonly string[];
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

export interface GatewayMms {
  readonly message: StoredMessage;
  readonly summary: MessageSummary;
  /** The number that it is from. */
  readonly from: string;
}
