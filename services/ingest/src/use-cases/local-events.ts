/** The events that tell of mail for mailboxes here: one for each tenant, each mailbox once. */
import { randomUUID } from 'node:crypto';
import { type BusRecord, type MailReceived, mailReceived, toRecord } from '@postbus/contracts';
import type { Account } from '@postbus/domain';
import type { Envelope, EnvelopeRecipient } from './envelope.ts';
import type { KeptRaw } from './keep-raw.ts';

export const eventSource = '/ingest';

/** Empty where no recipient has an account. The first event has the message's id, others ids of their own. */
export function localEvents(envelope: Envelope, kept: KeptRaw): BusRecord[] {
  const at = new Date(envelope.at);
  const traceparent = envelope.traceparent();
  return [...byTenant(envelope.recipients)].map(([tenant, recipients], index) => {
    const data: MailReceived = {
      id: index === 0 ? envelope.id : randomUUID(),
      tenant,
      raw: kept.raw,
      contentSha256: kept.contentSha256,
      reversePath: reversePathOf(envelope, kept),
      client: envelope.client,
      recipients,
      receivedAt: at.toISOString(),
    };
    return toRecord(mailReceived, data, { id: data.id, source: eventSource, traceparent }, at);
  });
}

/** BODY=8BITMIME also where the client said nothing and sent bytes above 0x7F: further on that is what counts. */
export function reversePathOf(envelope: Envelope, kept: KeptRaw): MailReceived['reversePath'] {
  return kept.eightBit ? { ...envelope.reversePath, body: '8BITMIME' } : envelope.reversePath;
}

type Recipients = MailReceived['recipients'];

function byTenant(recipients: readonly EnvelopeRecipient[]): Map<string, Recipients> {
  const tenants = new Map<string, Recipients>();
  const seen = new Set<string>();
  for (const { address, account, dsn } of recipients) {
    if (account === undefined || seen.has(account.mailbox)) continue;
    seen.add(account.mailbox);
    const list = tenants.get(account.tenant) ?? [];
    list.push({ mailbox: account.mailbox, address: fullAddress(address, account), ...(dsn !== undefined && { dsn }) });
    tenants.set(account.tenant, list);
  }
  return tenants;
}

/** `<Postmaster>` has no domain; the event has. */
function fullAddress(address: string, account: Account): string {
  return address.includes('@') ? address : account.address;
}
