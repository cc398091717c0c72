/** The started service, killed again and again while multimedia messages go out to a carrier. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Adapters, openEmbeddedAdapters } from '@postbus/composition';
import type { Account, MailboxScope, TextMessage } from '@postbus/domain';
import { mmsObject } from '@postbus/oxosmms';
import { systemClock } from '@postbus/ports';
import { ServerProcess, temporaryFolder } from '@postbus/testing';
import { type Mmsc, startMmsc } from '@postbus/testing/vasp';
import { SubmitTextMessage } from '@postbus/text-messages';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const messages = 16;
const kills = 2;
/** Sent between two kills, at least. */
const perLife = 4;
const atOnce = 3;
const waiting: ReadonlySet<TextMessage['state']> = new Set(['queued', 'scheduled', 'dispatched']);

const scopeOf = ({ mailbox }: Account): MailboxScope => ({
  tenant: 'main',
  mailbox,
  principal: { kind: 'service', service: 'test' },
});

async function open<Read>(folder: string, use: (adapters: Adapters) => Promise<Read>): Promise<Read> {
  const adapters = await openEmbeddedAdapters({ folder });
  try {
    return await use(adapters);
  } finally {
    await adapters.close();
  }
}

async function submitAll({ directory, mailStore }: Adapters): Promise<void> {
  const account = await directory.add({ tenant: 'main', address: 'ann@here.example' });
  await mailStore.createMailbox(scopeOf(account));
  const submit = new SubmitTextMessage(mailStore, systemClock);
  for (let index = 0; index < messages; index++) {
    const number = `+3161${2_000_000 + index}`;
    const object = mmsObject({ origin: 'submitted', recipients: [{ number }], slides: [{ text: `Message ${index}` }] });
    const id = crypto.randomUUID();
    const scope = scopeOf(account);
    await submit.execute({ id, scope, source: 'api', kind: 'mms', object, eventSource: '/test' });
  }
}

/** Until nothing comes for longer than leases and looks. */
async function settled({ submitted }: Mmsc): Promise<void> {
  for (let before = -1; before !== submitted.length;) {
    before = submitted.length;
    await after(1300);
  }
}

describe.skipIf(!existsSync(program))('multimedia messages to a carrier', () => {
  it('leave exactly once or are told to be of unknown outcome, however often the process is killed', async () => {
    const folder = temporaryFolder();
    const carrier = await startMmsc({ submit: () => ({ delay: 20 }) });
    const config = join(folder.path, 'postbus.json');
    const channels = [{ name: 'mm', kind: 'mm7', url: carrier.url }];
    const smsDispatch = { lease: '1s', poll: '200ms', concurrency: atOnce, channels };
    writeFileSync(config, JSON.stringify({ operations: { listen: 'off' }, log: { level: 'error' }, smsDispatch }));
    const start = (): Promise<ServerProcess> =>
      ServerProcess.start({ program, arguments: ['--config', config, '--data', folder.path] });
    try {
      await open(folder.path, submitAll);
      for (let killed = 0; killed < kills; killed++) {
        const service = await start();
        await carrier.until(carrier.submitted.length + perLife);
        await service.kill();
      }
      // A slow machine may need more than one life to its end.
      let stored: TextMessage[];
      do {
        const service = await start();
        await carrier.until(messages - kills * atOnce);
        await settled(carrier);
        await service.stop();
        stored = await open(folder.path, async ({ directory, textMessages }) => {
          const [account] = await directory.accounts();
          return textMessages.list(account!.mailbox, { limit: 1000 });
        });
      } while (stored.length < messages || stored.some(({ state }) => waiting.has(state)));
      const there = Map.groupBy(carrier.submitted, ({ request }) => request.transactionId);
      const times = stored.map(({ id, state }) => [state, there.get(id)?.length ?? 0] as const);
      expect(times).toHaveLength(messages);
      expect(
        times.filter(([state, count]) => !(state === 'sent' ? count === 1 : state === 'unknown' && count <= 1)),
      ).toEqual([]);
      expect(times.filter(([state]) => state === 'unknown').length).toBeLessThanOrEqual(kills * atOnce);
    } finally {
      await carrier.close();
      folder.remove();
    }
  }, 120_000);
});
