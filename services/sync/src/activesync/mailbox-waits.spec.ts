import { describe, expect, it } from 'vitest';
import { MailboxWaits } from './mailbox-waits.ts';

const never = new AbortController().signal;
const request = { mailbox: 'm', name: 'phone/Ping', folders: [5], hierarchy: true };
const change = { mailbox: 'm', folders: [5], hierarchy: false, changeNumber: 9 };

describe('requests that wait', () => {
  it('are woken by a change of a folder that they watch, and by no other', async () => {
    const waits = new MailboxWaits();
    const wait = waits.begin(request);
    const woken = wait.next(60_000, never);
    waits.changed({ ...change, mailbox: 'other' });
    waits.changed({ ...change, folders: [6] });
    waits.changed(change);
    expect(await woken).toBe('changed');
    expect(wait.hint).toEqual(change);
  });

  it('miss nothing that changed between beginning and waiting', async () => {
    const waits = new MailboxWaits();
    const wait = waits.begin(request);
    waits.changed(change);
    expect(await wait.next(60_000, never)).toBe('changed');
  });

  it('tell their command how long they waited', async () => {
    const waited: number[] = [];
    const waits = new MailboxWaits();
    const wait = waits.begin({ ...request, onWaited: (milliseconds) => waited.push(milliseconds) });
    expect(await wait.next(20, never)).toBe('timeout');
    expect(waited).toHaveLength(1);
    expect(waited[0]).toBeGreaterThanOrEqual(19);
  });

  it('are woken by the hierarchy where they watch it', async () => {
    const waits = new MailboxWaits();
    const wait = waits.begin(request);
    waits.changed({ ...change, folders: [], hierarchy: true });
    expect(await wait.next(60_000, never)).toBe('changed');
  });

  it('end when their time is over, the client is gone, or the device waits anew', async () => {
    const waits = new MailboxWaits();
    const first = waits.begin(request);
    expect(await first.next(0, never)).toBe('timeout');
    const gone = new AbortController();
    const aborted = first.next(60_000, gone.signal);
    gone.abort();
    expect(await aborted).toBe('aborted');
    const superseded = first.next(60_000, never);
    const second = waits.begin(request);
    expect(await superseded).toBe('superseded');
    first.end();
    expect(waits.size).toBe(1);
    second.end();
    expect(waits.size).toBe(0);
  });

  it('are let go one by one over the time given, and not waited for when they end by themselves', async () => {
    const waits = new MailboxWaits();
    const order: string[] = [];
    const started = performance.now();
    const ended = ['a', 'b', 'c'].map(async (name) => {
      const wait = waits.begin({ ...request, name });
      await wait.next(60_000, never);
      order.push(name);
      wait.end();
    });
    expect(waits.draining).toBe(false);
    await waits.drain(60);
    expect(performance.now() - started).toBeGreaterThanOrEqual(58);
    expect(waits.draining).toBe(true);
    await Promise.all(ended);
    expect(order).toEqual(['a', 'b', 'c']);
    await new MailboxWaits().drain(3_600_000);
  });

  it('all end when the service drains, and those that begin later end at once', async () => {
    const waits = new MailboxWaits();
    const ended = ['a', 'b'].map(async (name) => {
      const wait = waits.begin({ ...request, name });
      const woken = await wait.next(60_000, never);
      wait.end();
      return woken;
    });
    await waits.drain();
    expect(waits.size).toBe(0);
    expect(await Promise.all(ended)).toEqual(['superseded', 'superseded']);
    expect(await waits.begin(request).next(60_000, never)).toBe('superseded');
  });
});
