/** What a bus keeps in memory while its handlers stand still. */
import { setTimeout as after } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClusterWorld, brokers } from './cluster.fixture.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of buffers and of the heap that are still in use. */
async function inUse(): Promise<number> {
  for (let turn = 0; turn < 4; turn++) {
    collect();
    await after(20);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const mebibyte = 2 ** 20;

describe.skipIf(brokers === undefined)('the memory of a bus over Kafka', () => {
  let world: ClusterWorld;
  beforeEach(async () => {
    world = await ClusterWorld.open();
  });
  afterEach(() => world.dispose());

  it('is bounded however much waits for handlers that stand still', async () => {
    const bus = await world.bus({ readAheadBytes: mebibyte });
    const value = Buffer.alloc(20_000);
    for (let round = 0; round < 6; round++) {
      await bus.publish(
        Array.from({ length: 200 }, (_, key) => ({ topic: 'large.v1', key: `key ${key}`, headers: {}, value })),
      );
    }
    const gate = Promise.withResolvers<void>();
    let begun = 0;
    const before = await inUse();
    await bus.subscribeShared('large.v1', { group: 'g', concurrency: 8 }, () => {
      begun++;
      return gate.promise;
    });
    await bus.subscribeBroadcast('large.v1', () => gate.promise);
    await expect.poll(() => begun, { timeout: 15_000 }).toBe(8);
    for (let round = 0; round < 2; round++) {
      await bus.publish(
        Array.from({ length: 200 }, (_, key) => ({ topic: 'large.v1', key: `key ${key}`, headers: {}, value })),
      );
    }
    await after(500);
    expect((await inUse()) - before).toBeLessThan(12 * mebibyte);
    gate.resolve();
  });

  it('does not grow while nothing happens', async () => {
    const bus = await world.bus();
    await bus.subscribeShared('idle.v1', { group: 'g' }, async () => undefined);
    await bus.subscribeBroadcast('idle.v1', async () => undefined);
    await after(800);
    const before = await inUse();
    await after(1500);
    expect((await inUse()) - before).toBeLessThan(mebibyte);
  });
});
