/** Mail that no policy touches, and what goes wrong with mail that one does; with the real store, blobs, bus and threads. */
import type { Account } from '@postbus/domain';
import { PortError } from '@postbus/ports';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GatewayWorld } from '../gateway-world.fixture.ts';
import { type SendingWorld, message, openSendingWorld } from '../sending-world.fixture.ts';
import { ConversionError } from './conversion.ts';
import type { SmimeWork } from './smime-work.ts';

let sending: SendingWorld;
let world: GatewayWorld;
let annAccount: Account;

beforeAll(async () => {
  sending = await openSendingWorld();
  ({ world, annAccount } = sending);
}, 60_000);
afterAll(() => sending.close());

describe('mail of who has no policy', () => {
  it('leaves as it was submitted, without a look at it', async () => {
    const other = await world.account('other@here.example');
    const submitted = await world.submission(other, ['bob@there.example'], message);
    const routed = await world.routed(submitted);
    expect(routed.outbound).toMatchObject([
      { id: submitted.id, raw: submitted.raw, reversePath: submitted.reversePath },
    ]);
    expect(routed.refusal).toBeUndefined();
  });
});

describe('what goes wrong', () => {
  it('has the same ids when the event comes again', async () => {
    await world.policy('ann@here.example', { sign: 'clear' });
    const submitted = await world.submission(annAccount, ['bob@there.example', 'x@else.example'], message);
    const [first, second] = [await world.routed(submitted), await world.routed(submitted)];
    expect(second.ids).toEqual(first.ids);
    const { account, text } = await sending.somebody('again', { sign: 'clear' });
    const refused = await world.submission(account, ['bob@there.example'], text);
    expect((await world.routed(refused)).ids).toEqual((await world.routed(refused)).ids);
  });

  it.each(['policies', 'policyFor', 'keys', 'certificates'] as const)(
    'nothing leaves while the store is away, at %s',
    async (call) => {
      await world.policy('ann@here.example', {
        sign: 'clear',
        encrypt: 'yes',
        withoutKey: 'send',
        withoutCertificates: 'send',
      });
      const submitted = await world.submission(annAccount, ['bob@there.example'], message);
      const away = (): Promise<never> => Promise.reject(new PortError('unavailable', 'SmimeStore', 'away'));
      const spied = vi.spyOn(world.parts.store, call).mockImplementation(away);
      world.settle();
      await expect(world.route().execute(submitted, { signal: new AbortController().signal })).rejects.toMatchObject({
        code: 'unavailable',
        retryable: true,
      });
      spied.mockRestore();
      expect((await world.routed(submitted)).outbound).toHaveLength(1);
    },
  );

  it.each(['worker-crashed', 'timed-out', 'conversion-failed'] as const)(
    'refuses what ends twice with %s, and never sends it in clear',
    async (code) => {
      await world.policy('ann@here.example', { encrypt: 'yes', withoutCertificates: 'send' });
      let tries = 0;
      const failing = (): Promise<never> => {
        tries++;
        return Promise.reject(new ConversionError(code, 'made to fail'));
      };
      const work: SmimeWork = { plan: failing, protect: failing, open: failing };
      const submitted = await world.submission(annAccount, ['bob@there.example'], message);
      const { outbound, refusal } = await world.routed(submitted, { work });
      expect([tries, outbound, refusal?.recipients[0]?.status]).toEqual([2, [], '5.7.5']);
    },
  );
});
