/** What a carrier tells while the store is away. */
import { afterEach, expect, it } from 'vitest';
import { CarrierWorld, awayStore } from '../../test/carrier-world.ts';

let world: CarrierWorld;
afterEach(() => world.end());

it('an answer that comes late counts, though the store is away when it comes', async () => {
  world = await CarrierWorld.begin({
    settings: { answerWithin: '30ms', connections: 1 },
    script: { submit: () => ({ delay: 80 }) },
  });
  for (const part of world.carriers.parts) await part.stop();
  let times = 0;
  const isAway = ({ carrier }: { readonly carrier?: { readonly parts: readonly { readonly state: string }[] } }) =>
    carrier?.parts[0]?.state === 'submitted' && times++ < 2;
  const carriers = await world.process(awayStore(world.texts, isAway));
  const id = await world.message();
  await world.dispatch(id, 'Hi', { carriers });
  expect(await world.stored(id)).toMatchObject({ state: 'unknown' });
  const late = await world.until(id, ({ state }) => state !== 'unknown');
  expect(late).toMatchObject({ state: 'sent', carrier: { parts: [{ messageId: '3e8' }] } });
  expect(times).toBeGreaterThan(2);
});
