/** Messages that are added with the job that their adder holds. */
import type { BusRecord } from '@postbus/contracts';
import type { ClaimedJob, NewJob, TextMessage } from '@postbus/domain';
import { expect, it } from 'vitest';
import { claimOptions, newJob, queue } from './job-store-fixture.ts';
import {
  type StoreContractPart,
  type Stores,
  drainOutbox,
  handlesOf,
  plainRecord,
  range,
} from './mail-store-fixture.ts';
import { added, newText } from './text-message-store-fixture.ts';

const claim = { worker: 'adder', lease: 1000, perDestination: 2 };

export const claimed: StoreContractPart = (fixture) => {
  const eventOf = ({ mailbox, id }: TextMessage): BusRecord => plainRecord(mailbox, id);
  const add = (
    message: TextMessage,
    job: NewJob = newJob(fixture(), message.id),
    { textMessages }: Stores = fixture().stores,
  ): Promise<ClaimedJob | undefined> => textMessages.addClaimed({ message, events: [eventOf(message)], job }, claim);

  it('adds a message with its events and its job, which is held from then on, over a crash too', async () => {
    const message = newText();
    const job = newJob(fixture(), message.id, { state: { message: message.id }, traceparent: 'trace' });
    const held = await add(message, job);
    const now = fixture().clock.now();
    expect(held).toMatchObject({ ...job, attempts: 1, createdAt: now, leasedUntil: now + 1000 });
    expect(await drainOutbox(fixture().stores)).toHaveLength(1);
    await fixture().crash();
    const { jobStore, textMessages } = await fixture().reopen();
    expect(await textMessages.message(message.id)).toEqual({ value: message, version: 1 });
    expect(await jobStore.claim(claimOptions())).toEqual([]);
    expect(await jobStore.counts()).toEqual([{ queue, waiting: 0, due: 0, claimed: 1 }]);
    const renewed = await jobStore.renew(held!, held!.state, 5000);
    await jobStore.finish(renewed, { end: 'done' });
    expect(await jobStore.counts()).toEqual([]);
    expect(await jobStore.add([job])).toBe(0);
  });

  it('lets another worker have the job once the lease ran out, and fences who added it', async () => {
    const message = newText();
    const held = await add(message);
    const { clock, stores } = fixture();
    expect(await stores.jobStore.nextDue(queue)).toBe(clock.now() + 1000);
    clock.advance(1000);
    const [second] = await stores.jobStore.claim(claimOptions());
    expect(second).toMatchObject({ id: held!.id, attempts: 2 });
    await expect(stores.jobStore.finish(held!, { end: 'done' })).rejects.toMatchObject({ code: 'lease-lost' });
    await stores.jobStore.finish(second!, { end: 'retry', due: clock.now(), state: 'again' });
    expect(await stores.jobStore.claim(claimOptions())).toMatchObject([{ state: 'again', attempts: 3 }]);
  });

  it('changes nothing where the message or the key of its job is known', async () => {
    const { textMessages, jobStore } = fixture().stores;
    const [known, other] = [newText(), newText()];
    await added(textMessages, known);
    const job = newJob(fixture(), 'key');
    expect(await add(known, job)).toBeUndefined();
    expect(await jobStore.counts()).toEqual([]);
    await jobStore.add([job]);
    expect(await add(other, job)).toBeUndefined();
    expect(await textMessages.message(other.id)).toBeUndefined();
    expect(await drainOutbox(fixture().stores)).toEqual([]);
    // Nothing is held of the destination for those that were not added.
    expect(await jobStore.claim(claimOptions({ perDestination: 1 }))).toMatchObject([{ dedupeKey: 'key' }]);
  });

  it('holds no more jobs of a destination than told, those that were claimed among them', async () => {
    const { jobStore, textMessages } = fixture().stores;
    await jobStore.add([newJob(fixture(), 'claimed')]);
    const [first] = await jobStore.claim(claimOptions());
    const [one, other] = [newText(), newText()];
    expect(await add(one)).toBeDefined();
    expect(await add(other)).toBeUndefined();
    expect(await textMessages.message(other.id)).toBeUndefined();
    await jobStore.finish(first!, { end: 'done' });
    expect(await add(other)).toBeDefined();
  });

  it('has each new for one of many who add it at once', async () => {
    const handles = await handlesOf(fixture());
    const message = newText();
    const held = await Promise.all(
      range(8).map((number) =>
        add(message, newJob(fixture(), message.id, { destination: `d${number}` }), handles[number % handles.length]!),
      ),
    );
    expect(held.filter((job) => job !== undefined)).toHaveLength(1);
    expect(await drainOutbox(fixture().stores)).toHaveLength(1);
    expect(await fixture().stores.jobStore.counts()).toEqual([{ queue, waiting: 0, due: 0, claimed: 1 }]);
  });
};
