import { randomUUID } from 'node:crypto';
import type { TextMessage } from '@postbus/domain';
import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Access, accessesOfUse, indexesFor, isByKey } from '../access-paths.fixture.ts';
import type { OpenedStore } from '../mail/mail.fixture.ts';
import { textMessageCollections, textMessageIndexes } from './text-message-documents.ts';

const ours: ReadonlySet<string> = new Set(textMessageCollections);

const message: TextMessage = {
  id: randomUUID(),
  submission: randomUUID(),
  tenant: 'tenant',
  mailbox: randomUUID(),
  kind: 'sms',
  source: 'api',
  recipients: [{ number: '+14255550123' }],
  channels: [],
  channel: 'carrier',
  state: 'sent',
  submittedAt: 1,
  dueAt: 1,
  expiresAt: 2,
  changedAt: 1,
};

describe.skipIf(mongoUrl === undefined)('how commands find text messages', () => {
  let database: TestDatabase;
  let accesses: readonly Access[];

  beforeAll(async () => {
    database = await openTestDatabase();
    const all = await accessesOfUse(database, useEverything);
    accesses = all.filter(({ collection }) => ours.has(collection));
  });
  afterAll(() => database.drop());

  it('is by their key, or by an index that has all that is asked for and the order that is wanted', () => {
    const byNone = accesses.filter((access) => !isByKey(access) && !isWhollyByIndex(access));
    expect(byNone).toEqual([]);
    expect(new Set(accesses.map(({ collection }) => collection))).toEqual(ours);
  });

  it('is by every index that there is', () => {
    const used = new Set(accesses.flatMap((access) => indexesFor(access, textMessageIndexes)));
    expect(textMessageIndexes.filter((index) => !used.has(index))).toEqual([]);
  });
});

/** States of a list are looked at in its order: few of a mailbox are not wanted. */
function isWhollyByIndex(access: Access): boolean {
  const asked = Object.keys(access.filter).filter((field) => field !== 'state');
  return indexesFor(access, textMessageIndexes).some(({ key }) => asked.every((field) => field in key));
}

async function useEverything({ textMessages: store, directory }: OpenedStore): Promise<void> {
  const { id, mailbox, submission } = message;
  const number = '+14255550123';
  const verified = { number, verifiedAt: 1 };
  const account = await directory.add({ tenant: 'tenant', address: 'ada@example.org', phoneNumbers: [verified] });
  await directory.resolveNumber(number);
  await directory.change(account.id, { phoneNumbers: [{ number: '+1', verifiedAt: 1 }] });
  await directory.remove(account.id);
  await store.add([{ message, events: [] }]);
  await store.put(message, 1, [{ topic: 't', key: mailbox, headers: {}, value: new Uint8Array() }]);
  await store.put(message, 2);
  await store.message(id);
  await store.ofSubmission(submission);
  await store.ofItem(mailbox, 1);
  await store.forPhones(mailbox);
  await store.list(mailbox, { limit: 1 });
  await store.list(mailbox, { limit: 1, after: id, states: ['sent'] });
  await store.countSince({ mailbox }, 0, 10);
  await store.countSince({ number }, 0, 10);
  await store.lastTo(mailbox, number);
  await store.counts();
  await store.findPart('carrier', ['A']);
  for (const at of [0, 1]) {
    await store.keepReceipt({ channel: 'carrier', messageIds: ['A'], state: 'delivered', at }, 1);
  }
  await store.takeReceipts('carrier', 'A');
  await store.nextReference('carrier', number);
  await store.addReceivedPart({ key: 'k', sequence: 1, total: 2, content: '""', at: 1 });
  await store.receivedParts('k');
  await store.incompleteSince(2, 10);
  await store.removeReceivedParts('k', 1);
  await store.optOut({ number, sender: 'a', at: 1 });
  await store.isOptedOut(number, 'a');
  await store.optOuts({ after: { number: '', sender: '' } });
  await store.optIn(number, 'a');
  await store.holdShare('carrier', 'a', 1000);
  await store.releaseShare('carrier', 'a');
  await store.prune({ messagesBefore: 2, receiptsBefore: 2 });
}
