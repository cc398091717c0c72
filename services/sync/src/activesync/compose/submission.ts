/** Sends a message: its blob, then one step that remembers the ClientId and tells of the submission. */
import { randomUUID } from 'node:crypto';
import { isAscii } from '@postbus/charset';
import { type BusRecord, type MailSubmitted, mailSubmitted, toRecord } from '@postbus/contracts';
import { type BlobRef, DomainError, type Operation, newTraceparent } from '@postbus/domain';
import type { BlobStore, Clock, MailStore } from '@postbus/ports';
import type { CommandContext } from '../command-context.ts';
import { ComposeError } from './compose-error.ts';
import type { OutgoingMessage } from './outgoing-message.ts';

export interface Submission {
  readonly clientId: string;
  readonly saveToSentItems: boolean;
  readonly outgoing: OutgoingMessage;
  /** What else changes in the mailbox; asked for anew where something changed meanwhile. */
  readonly operations: () => Promise<readonly Operation[]>;
}

const eventSource = '/sync';
/** Times that a step is tried which others are faster than. */
const mostTries = 5;

export class Submit {
  constructor(
    private readonly store: MailStore,
    private readonly blobs: BlobStore,
    private readonly clock: Clock,
  ) {}

  /** @throws {ComposeError} `sent-before` where the ClientId came before; {PortError} */
  async execute(submission: Submission, context: CommandContext): Promise<void> {
    const raw = await this.blobs.put(submission.outgoing.bytes);
    const traceparent = context.traceparent ?? newTraceparent();
    const options = {
      dedupe: [`sendmail/${context.device}/${submission.clientId}`],
      events: [this.#event(submission, raw, context, traceparent)],
      traceparent,
    };
    for (let tries = 1; ; tries++) {
      try {
        const { repeated } = await this.store.apply(context.scope, await submission.operations(), options);
        if (repeated) throw new ComposeError('sent-before', 'a message with this ClientId was sent before');
        return;
      } catch (error) {
        if (!isOvertaken(error) || tries === mostTries) throw error;
      }
    }
  }

  #event(
    { outgoing, saveToSentItems }: Submission,
    raw: BlobRef,
    { scope }: CommandContext,
    traceparent: string,
  ): BusRecord {
    const at = new Date(this.clock.now());
    const { bytes, from, recipients, smtpUtf8 } = outgoing;
    const data: MailSubmitted = {
      id: randomUUID(),
      tenant: scope.tenant,
      raw,
      reversePath: { address: from, smtpUtf8, body: isAscii(bytes) ? '7BIT' : '8BITMIME' },
      submitter: scope.mailbox,
      recipients: recipients.map((address) => ({ address })),
      saveToSentItems,
      submittedAt: at.toISOString(),
    };
    return toRecord(mailSubmitted, data, { id: data.id, source: eventSource, traceparent }, at);
  }
}

/** Whether the message that was to be changed changed, or went, after it was read. */
function isOvertaken(error: unknown): boolean {
  return error instanceof DomainError && (error.code === 'changed-meanwhile' || error.code === 'no-such-message');
}
