import type { ClaimedJob, NewJob } from '@postbus/domain';
import { afterEach, describe, expect, it } from 'vitest';
import { DispatchWorld, minute, smpp } from '../test/dispatch-world.ts';
import { ChannelGate } from './channel-gate.ts';
import { ChannelWorkers } from './channel-workers.ts';
import type { ChannelDispatch } from './dispatched.ts';
import { smsQueue } from './sms-jobs.ts';

const dispatch = (isUp: () => boolean): ChannelDispatch => ({
  isReady: isUp,
  execute: async () => ({ then: 'ended' }),
});

describe('the gate of a channel', () => {
  it('is open while the channel is up, shut while it is away, and open again once it has been for long', () => {
    let now = 0;
    let isUp = true;
    const gate = new ChannelGate(
      dispatch(() => isUp),
      minute,
      { now: () => now },
    );
    expect([gate.mayClaim, gate.isGone]).toEqual([true, false]);
    now = 10 * minute;
    expect(gate.mayClaim).toBe(true);
    isUp = false;
    now += minute - 1;
    expect([gate.mayClaim, gate.isGone]).toEqual([false, false]);
    now += 1;
    expect([gate.mayClaim, gate.isGone]).toEqual([true, true]);
    isUp = true;
    expect([gate.mayClaim, gate.isGone]).toEqual([true, false]);
  });

  it('of a channel that is in the settings no more opens after the same time', () => {
    let now = 0;
    const gate = new ChannelGate(undefined, minute, { now: () => now });
    expect([gate.mayClaim, gate.isGone]).toEqual([false, false]);
    now = minute;
    expect([gate.mayClaim, gate.isGone]).toEqual([true, true]);
  });
});

describe('workers of channels', () => {
  let world: DispatchWorld;
  afterEach(() => world.close());

  it('take jobs of each channel that is up, and of one that is in the settings no more once its time is over', async () => {
    world = await DispatchWorld.open({ channels: [smpp('up'), smpp('down')] });
    const job = (channel: string): NewJob => ({
      queue: smsQueue(channel),
      dedupeKey: channel,
      user: 'u',
      destination: channel,
      due: 0,
      state: null,
      blobs: [],
    });
    const { jobStore } = world.store;
    await jobStore.add([job('up'), job('down'), job('removed')]);
    const dispatches = new Map([
      ['up', dispatch(() => true)],
      ['down', dispatch(() => false)],
    ]);
    const workers = new ChannelWorkers(jobStore, dispatches, {
      worker: 'test',
      concurrency: 4,
      lease: minute,
      poll: 10,
      failoverAfter: minute,
      clock: world.clock,
    });
    const taken: string[] = [];
    const work = async (claimed: ClaimedJob): Promise<void> => {
      taken.push(claimed.destination);
      await jobStore.finish(claimed, { end: 'done' });
    };
    await workers.start(work);
    await expect.poll(() => taken).toEqual(['up']);
    expect(workers.isGone('down')).toBe(false);
    world.time += minute;
    await expect.poll(() => taken.toSorted()).toEqual(['down', 'removed', 'up']);
    expect(workers.isGone('down')).toBe(true);
    await jobStore.add([job('since removed')]);
    await workers.look(work);
    world.time += minute;
    await expect.poll(() => taken.at(-1)).toBe('since removed');
    await workers.stop(0);
  });
});
