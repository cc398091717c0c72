/** What was submitted: read out of the outbox, as the publisher does. */
import { type DecodedEvent, type MailSubmitted, fromRecord, mailSubmitted } from '@postbus/contracts';
import type { TestMail } from '../mail.fixture.ts';

/** Every submission in the outbox, in order; the outbox is empty then. */
export async function submitted({ store: { outbox } }: TestMail): Promise<DecodedEvent<MailSubmitted>[]> {
  const events: DecodedEvent<MailSubmitted>[] = [];
  for (let shard = 0; shard < outbox.shards; shard++) {
    const lease = await outbox.lease(shard, 'test', 60_000);
    if (lease === undefined) throw new Error('the outbox is leased by another');
    const entries = await outbox.read(lease, 1000);
    for (const { record } of entries) {
      if (record.topic === mailSubmitted.name) events.push(fromRecord(mailSubmitted, record));
    }
    await outbox.remove(
      lease,
      entries.map(({ id }) => id),
    );
    await outbox.release(lease);
  }
  return events;
}

/** The one submission in the outbox and its MIME. */
export async function onlySubmission(mail: TestMail): Promise<DecodedEvent<MailSubmitted> & { mime: Uint8Array }> {
  const [event, ...others] = await submitted(mail);
  if (event === undefined || others.length > 0)
    throw new Error(`${others.length + (event === undefined ? 0 : 1)} submissions`);
  return { ...event, mime: await mail.blobs.read(event.data.raw) };
}
