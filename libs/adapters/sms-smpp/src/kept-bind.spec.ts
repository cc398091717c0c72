import { describe, expect, it, vi } from 'vitest';
import { inbound } from './carrier.fixture.ts';
import { SmppSessionError, SmppSession } from './index.ts';
import { KeptBind } from './kept-bind.ts';
import { manualTimers } from './manual-timers.fixture.ts';

const options = {
  kind: 'transceiver',
  credentials: { systemId: 'p', password: 'p' },
  hosts: [
    { host: 'a', port: 1 },
    { host: 'b', port: 1 },
  ],
  firstHost: 0,
  reconnecting: { first: 1000, most: 8000, stable: 5000 },
} as const;

/** The waits before each of `tries`, where `open` is what becomes of every try. */
async function waitsOf(tries: number, open: () => Promise<SmppSession>, random = () => 0.999999) {
  const timers = manualTimers();
  const opened = vi.spyOn(SmppSession, 'open').mockImplementation(open);
  const bind = new KeptBind(options, inbound, timers, random, () => {});
  const waits: number[] = [];
  const peers: string[] = [];
  bind.start();
  for (let index = 0; index < tries; index++) {
    await vi.waitFor(() => expect(timers.pending).toBe(1));
    peers.push(bind.state.peer);
    const before = timers.now();
    while (timers.pending === 1) timers.pass(1);
    waits.push(timers.now() - before);
    await vi.waitFor(() => expect(opened).toHaveBeenCalledTimes(index + 2));
  }
  await vi.waitFor(() => expect(timers.pending).toBe(1));
  await bind.close();
  opened.mockRestore();
  return { waits, peers, pending: timers.pending, state: bind.state.state };
}

describe('a bind that fails is made again', () => {
  it('after waits that grow up to a limit, at the hosts in turn, until it is closed', async () => {
    const told = await waitsOf(5, () => Promise.reject(new SmppSessionError('connect-failed', 'no')));
    expect(told).toMatchObject({ waits: [1000, 2000, 4000, 8000, 8000], pending: 0, state: 'closed' });
    expect(told.peers).toEqual(['a:1', 'b:1', 'a:1', 'b:1', 'a:1']);
  });

  it('after half of that by chance', async () => {
    const told = await waitsOf(
      3,
      () => Promise.reject(new SmppSessionError('connect-failed', 'no')),
      () => 0,
    );
    expect(told.waits).toEqual([500, 1000, 2000]);
  });

  it('after the longest wait where the password is wrong', async () => {
    const status = { code: 0x0e, name: 'ESME_RINVPASWD', retry: 'never' } as const;
    const told = await waitsOf(2, () => Promise.reject(new SmppSessionError('bind-refused', 'no', { status })));
    expect(told.waits).toEqual([8000, 8000]);
  });

  it('after waits that grow where it is made and lost at once', async () => {
    const closed = Promise.resolve(new SmppSessionError('connection-lost', 'gone'));
    const told = await waitsOf(3, () => Promise.resolve({ closed, close: async () => {} } as unknown as SmppSession));
    expect(told.waits).toEqual([1000, 2000, 4000]);
  });
});
