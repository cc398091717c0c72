/** The started service, killed again and again while messages go out to a carrier. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openEmbeddedAdapters } from '@postbus/composition';
import type { Account, TextMessage } from '@postbus/domain';
import { smsObject } from '@postbus/oxosmms';
import { systemClock } from '@postbus/ports';
import { ServerProcess, temporaryFolder } from '@postbus/testing';
import { startSmsc } from '@postbus/testing/smsc';
import { SubmitTextMessage } from '@postbus/text-messages';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const messages = 150;
const kills = 4;
/** Sent between two kills, at least. */
const perLife = 20;

const numberOf = (index: number): string => `+3161${String(2_000_000 + index)}`;

describe.skipIf(!existsSync(program))('messages to a carrier', () => {
  it('leave exactly once or are told to be of unknown outcome, however often the process is killed', async () => {
    const folder = temporaryFolder();
    const smsc = await startSmsc({ submit: () => ({ delay: 15, receipt: { after: 25 } }) });
    const mailbox = await submitted(folder.path);
    const config = join(folder.path, 'postbus.json');
    writeFileSync(config, JSON.stringify(settings(`${smsc.host}:${smsc.port}`)));
    const start = (): Promise<ServerProcess> =>
      ServerProcess.start({ program, arguments: ['--config', config, '--data', folder.path] });
    try {
      for (let killed = 0; killed < kills; killed++) {
        const service = await start();
        const before = smsc.submitted.length;
        await smsc.until(() => smsc.submitted.length >= before + perLife);
        await service.kill();
      }
      const service = await start();
      await smsc.until(() => smsc.submitted.length >= messages - kills * 20);
      await settled(() => smsc.sessions.reduce((sum, { received }) => sum + received.length, 0));
      await service.stop();
      const stored = await storedMessages(folder.path, mailbox);
      const there = Map.groupBy(smsc.submitted, ({ body }) => `+${body.destination_addr}`);
      const outcome = (message: TextMessage) => [message.state, there.get(message.recipients[0]!.number)?.length ?? 0];
      expect(stored).toHaveLength(messages);
      const wrong = stored.map(outcome).filter(([state, times]) => {
        return state === 'unknown'
          ? (times as number) > 1
          : !(state === 'sent' || state === 'delivered') || times !== 1;
      });
      expect(wrong).toEqual([]);
      const unknown = stored.filter(({ state }) => state === 'unknown').length;
      // A window and what was being stored beside it, each time.
      expect(unknown).toBeLessThanOrEqual(kills * 20);
      expect(stored.filter(({ state }) => state === 'delivered').length).toBeGreaterThan(messages / 2);
    } finally {
      await smsc.close();
      folder.remove();
    }
  }, 120_000);
});

function settings(host: string): object {
  return {
    operations: { listen: 'off' },
    log: { level: 'error' },
    smsDispatch: {
      lease: '1s',
      poll: '200ms',
      perUser: messages * 2,
      channels: [
        {
          name: 'carrier',
          kind: 'smpp',
          hosts: [host],
          systemId: 'postbus',
          password: 'secret',
          senders: ['80808'],
          rate: 1000,
        },
      ],
      rules: [{ channels: ['carrier'] }],
    },
  };
}

/** Messages in an Outbox, told of by events that wait in the folder. */
async function submitted(folder: string): Promise<Account['mailbox']> {
  const adapters = await openEmbeddedAdapters({ folder });
  try {
    const { mailbox } = await adapters.directory.add({ tenant: 'main', address: 'ann@here.example' });
    const scope = { tenant: 'main', mailbox, principal: { kind: 'service', service: 'test' } } as const;
    await adapters.mailStore.createMailbox(scope);
    const submit = new SubmitTextMessage(adapters.mailStore, systemClock);
    await Promise.all(
      Array.from({ length: messages }, (_, index) => {
        const object = smsObject({
          origin: 'submitted',
          recipients: [{ number: numberOf(index) }],
          text: `Message ${index}`,
        });
        const id = crypto.randomUUID();
        return submit.execute({ id, scope, source: 'api', kind: 'sms', object, eventSource: '/test' });
      }),
    );
    return mailbox;
  } finally {
    await adapters.close();
  }
}

/** Until nothing comes for a while, longer than leases and looks. */
async function settled(count: () => number): Promise<void> {
  for (let before = -1; before !== count();) {
    before = count();
    await after(2500);
  }
}

async function storedMessages(folder: string, mailbox: Account['mailbox']): Promise<TextMessage[]> {
  const adapters = await openEmbeddedAdapters({ folder });
  try {
    return await adapters.textMessages.list(mailbox, { limit: messages * 2 });
  } finally {
    await adapters.close();
  }
}
