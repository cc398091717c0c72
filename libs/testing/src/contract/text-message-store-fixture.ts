/** What the tests of the TextMessageStore share. */
import { randomUUID } from 'node:crypto';
import type { CarrierSubmission, TextMessage, TextMessageState, TextPart } from '@postbus/domain';
import type { CarrierReceipt, TextMessageStore } from '@postbus/ports';

export const carrier = 'carrier';
export const day = 24 * 60 * 60 * 1000;
export const noon = Date.UTC(2026, 0, 14, 12);

/** A message of a mailbox of its own, that waits. */
export function newText(traits: Partial<TextMessage> = {}): TextMessage {
  return {
    id: randomUUID(),
    submission: randomUUID(),
    tenant: 'tenant',
    mailbox: randomUUID(),
    kind: 'sms',
    source: 'api',
    recipients: [{ number: '+14255550123' }],
    channels: [carrier],
    state: 'queued',
    submittedAt: noon,
    dueAt: noon,
    expiresAt: noon + day,
    changedAt: noon,
    ...traits,
  };
}

/** Submitted in these parts. */
export function inParts(...parts: readonly TextPart[]): CarrierSubmission {
  return { sender: '+14255550100', reference: 7, userMessageReference: 1, parts };
}

/** One that a carrier took in parts of these names. */
export function takenOver(messageIds: readonly string[], traits: Partial<TextMessage> = {}): TextMessage {
  const parts = messageIds.map((messageId): TextPart => ({ state: 'submitted', messageId }));
  return newText({ channel: carrier, state: 'sent', carrier: inParts(...parts), ...traits });
}

export function inState(message: TextMessage, state: TextMessageState, changedAt = noon): TextMessage {
  return { ...message, state, changedAt };
}

export function receiptOf(messageIds: readonly string[], traits: Partial<CarrierReceipt> = {}): CarrierReceipt {
  return { channel: carrier, messageIds, state: 'delivered', at: noon, ...traits };
}

/** Adds them without events. */
export function added(store: TextMessageStore, ...messages: readonly TextMessage[]): Promise<boolean[]> {
  return store.add(messages.map((message) => ({ message, events: [] })));
}
