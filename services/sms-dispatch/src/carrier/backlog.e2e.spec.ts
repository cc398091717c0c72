/** What a carrier has kept while nobody was connected comes all at once. */
import type { TextMessageStore } from '@postbus/ports';
import { afterEach, expect, it } from 'vitest';
import { CarrierWorld, number, sender } from '../../test/carrier-world.ts';

let world: CarrierWorld;
afterEach(() => world.end());

const long = 'All that there is to say. '.repeat(15);

it('is taken in turn, so that it leaves room at the store for what else there is to do', async () => {
  world = await CarrierWorld.begin({ settings: { connections: 1 } });
  for (const part of world.carriers.parts) await part.stop();
  let most = 0;
  let taking = 0;
  const counted = new Proxy(world.texts, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...given: unknown[]): Promise<unknown> => {
        if (name === 'addReceivedPart') most = Math.max(most, ++taking);
        const result = (await Reflect.apply(member, target, given)) as unknown;
        if (name === 'addReceivedPart') taking--;
        return result;
      };
    },
  }) as TextMessageStore;
  world.carriers = await world.process(counted);
  const messages = 60;
  const message = { from: number.slice(1), to: sender.slice(1), text: long };
  const answers = await Promise.all(
    Array.from({ length: messages }, (_, reference) => world.smsc.deliver({ ...message, reference })),
  );
  expect(new Set(answers.flat())).toEqual(new Set([0]));
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(32);
  expect(await world.inbox()).toHaveLength(messages);
});
