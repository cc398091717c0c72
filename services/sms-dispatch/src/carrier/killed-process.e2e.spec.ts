/** The started service, killed again and again while messages go out to a carrier. */
import { setTimeout as after } from 'node:timers/promises';
import type { TextMessage } from '@postbus/domain';
import { startSmsc } from '@postbus/testing/smsc';
import { describe, expect, it } from 'vitest';
import { ServiceFolder, isBuilt } from '../../test/service-folder.ts';

const messages = 80;
const kills = 2;
/** Sent between two kills, at least. */
const perLife = 20;
/** A window and what is being stored beside it: so many are of unknown outcome after each kill, at most. */
const mostUnknown = 20;

const waiting: ReadonlySet<TextMessage['state']> = new Set(['queued', 'scheduled', 'dispatched']);

const texts = Array.from({ length: messages }, (_, index) => ({
  number: `+3161${2_000_000 + index}`,
  text: `Message ${index}`,
}));

describe.skipIf(!isBuilt)('messages to a carrier', () => {
  it('leave exactly once or are told to be of unknown outcome, however often the process is killed', async () => {
    const smsc = await startSmsc({ submit: () => ({ delay: 15, receipt: { after: 25 } }) });
    const folder = await ServiceFolder.make(texts, { hosts: [`${smsc.host}:${smsc.port}`], rate: 1000 });
    try {
      for (let killed = 0; killed < kills; killed++) {
        const service = await folder.start();
        const before = smsc.submitted.length;
        await smsc.until(() => smsc.submitted.length >= before + perLife);
        await service.kill();
      }
      // A slow machine may need more than one life to its end.
      let stored: TextMessage[];
      do {
        const service = await folder.start();
        await smsc.until(() => smsc.submitted.length >= messages - kills * mostUnknown);
        await settled(() => smsc.sessions.reduce((sum, { received }) => sum + received.length, 0));
        await service.stop();
        stored = await folder.messages();
      } while (stored.length < messages || stored.some(({ state }) => waiting.has(state)));
      expect(stored).toHaveLength(messages);
      const there = Map.groupBy(smsc.submitted, ({ body }) => `+${body.destination_addr}`);
      const timesOf = ({ recipients }: TextMessage): number => there.get(recipients[0]!.number)?.length ?? 0;
      const isRight = (message: TextMessage): boolean =>
        message.state === 'unknown'
          ? timesOf(message) <= 1
          : (message.state === 'sent' || message.state === 'delivered') && timesOf(message) === 1;
      expect(stored.filter((message) => !isRight(message)).map(({ state }) => state)).toEqual([]);
      const having = (state: TextMessage['state']): number =>
        stored.filter((message) => message.state === state).length;
      expect(having('unknown')).toBeLessThanOrEqual(kills * mostUnknown);
      expect(having('delivered')).toBeGreaterThan(messages / 3);
    } finally {
      await smsc.close();
      folder.remove();
    }
  }, 120_000);
});

/** Until nothing comes for a while, longer than leases and looks. */
async function settled(count: () => number): Promise<void> {
  for (let before = -1; before !== count();) {
    before = count();
    await after(2000);
  }
}
