import { describe, expect, it } from 'vitest';
import { type Publish, PublishQueue, type PublishedRecord, settle } from './publish-queue.ts';

const record = (bytes: number): PublishedRecord => ({
  record: { topic: 't', key: 'k', headers: {}, value: new Uint8Array() },
  partition: 0,
  bytes,
});

/** A publish of records of these sizes, and how it ended. */
function publishOf(sizes: readonly number[], deadline = performance.now() + 60_000) {
  const ended: { code?: string }[] = [];
  const publish: Publish = {
    records: sizes.map(record),
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    deadline,
    taken: 0,
    kept: 0,
    sent: false,
    timer: undefined,
    settle: (fault) => ended.push(fault === undefined ? {} : { code: fault.code }),
  };
  return { publish, ended };
}

const take = (queue: PublishQueue): number[] => {
  const parts = queue.take();
  for (const { publish } of parts) if (publish.taken === publish.records.length) settle(publish);
  return parts.map(({ records }) => records.length);
};

describe('publishes that wait', () => {
  it('share a batch up to a mebibyte', () => {
    const queue = new PublishQueue(64 * 2 ** 20);
    for (let count = 0; count < 3; count++) queue.add(publishOf([2 ** 19, 100]).publish);
    expect(take(queue)).toEqual([2]);
    expect(take(queue)).toEqual([2]);
    expect(take(queue)).toEqual([2]);
    expect(take(queue)).toEqual([]);
  });

  it('share a batch up to a thousand records, and a large one goes on with the next', () => {
    const queue = new PublishQueue(64 * 2 ** 20);
    queue.add(publishOf(Array.from({ length: 1500 }, () => 10)).publish);
    queue.add(publishOf([10, 10]).publish);
    expect(take(queue)).toEqual([1000]);
    expect(take(queue)).toEqual([500, 2]);
  });

  it('go alone where one record is larger than a batch', () => {
    const queue = new PublishQueue(64 * 2 ** 20);
    const { publish } = publishOf([10, 5 * 2 ** 20, 10]);
    queue.add(publish);
    expect([take(queue), take(queue), take(queue)]).toEqual([[1], [1], [1]]);
  });

  it('are refused beyond the bytes that may wait, and taken again when there is room', () => {
    const queue = new PublishQueue(1000);
    queue.add(publishOf([800]).publish);
    const refused = publishOf([300]);
    queue.add(refused.publish);
    expect(refused.ended).toEqual([{ code: 'unavailable' }]);
    take(queue);
    const taken = publishOf([300]);
    queue.add(taken.publish);
    expect(take(queue)).toEqual([1]);
    expect(taken.ended).toEqual([{}]);
  });

  it('take one larger than all of that where nothing else waits', () => {
    const queue = new PublishQueue(1000);
    const large = publishOf([5000]);
    queue.add(large.publish);
    expect(take(queue)).toEqual([1]);
    expect(large.ended).toEqual([{}]);
  });

  it('surely kept nothing where their deadline passes before they are sent, and are not sent any more', async () => {
    const queue = new PublishQueue(1000);
    const late = publishOf([10], performance.now() + 1);
    queue.add(late.publish);
    while (late.ended.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(late.ended).toEqual([{ code: 'unavailable' }]);
    expect(take(queue)).toEqual([]);
  });

  it('have an unknown outcome once some of it was sent', () => {
    const queue = new PublishQueue(64 * 2 ** 20);
    const { publish, ended } = publishOf(Array.from({ length: 1500 }, () => 10));
    queue.add(publish);
    queue.take();
    publish.sent = true;
    queue.close();
    expect(ended).toEqual([{ code: 'outcome-unknown' }]);
  });

  it('are told that the bus closed where nothing was sent', () => {
    const queue = new PublishQueue(1000);
    const { publish, ended } = publishOf([10]);
    queue.add(publish);
    queue.close();
    expect(ended).toEqual([{ code: 'closed' }]);
  });
});
