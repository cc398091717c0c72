/** Processes that share one account with a carrier. */
import { afterEach, expect, it } from 'vitest';
import { CarrierWorld, channel } from '../../test/carrier-world.ts';

let world: CarrierWorld;
afterEach(() => world.end());

const bound = (): number => world.smsc.sessions.filter(({ isOpen, bind }) => isOpen && bind !== undefined).length;

it('have its connections divided over them, send each over its own, and leave them to those that stay', async () => {
  world = await CarrierWorld.begin({ settings: { connections: 3 } });
  await world.smsc.until(() => bound() === 3);
  const other = await world.process();
  for (const { parts } of [world.carriers, other]) await renewed(parts);
  await world.smsc.until(() => bound() === 3);
  const ids = await Promise.all(Array.from({ length: 20 }, () => world.message()));
  await Promise.all(
    ids.map((id, index) => world.dispatch(id, 'Hi', { carriers: index % 2 === 0 ? other : world.carriers })),
  );
  const senders = world.smsc.sessions.filter(({ received }) => received.some(({ command }) => command === 'submit_sm'));
  expect(senders.length).toBeGreaterThanOrEqual(2);
  expect(world.smsc.submitted).toHaveLength(20);
  for (const part of other.parts) await part.stop();
  await renewed(world.carriers.parts);
  await world.smsc.until(() => bound() === 3);
  expect(world.carriers.dispatches.get(channel)!.isReady()).toBe(true);
});

it('are more than its connections: who has none waits, and takes over where one ends', async () => {
  world = await CarrierWorld.begin({ settings: { connections: 1 } });
  const waiting = world.process();
  const first = world.carriers;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(bound()).toBe(1);
  for (const part of first.parts) await part.stop();
  await world.smsc.until(() => bound() === 0);
  const opened = world.pending.at(-1)!;
  await renewed(opened.parts);
  expect((await waiting).dispatches.get(channel)!.isReady()).toBe(true);
  const id = await world.message();
  expect(await world.dispatch(id, 'Hi', { carriers: await waiting })).toEqual({ then: 'ended' });
});

async function renewed(parts: CarrierWorld['carriers']['parts']): Promise<void> {
  for (const part of parts) if ('hold' in part) await (part as { hold(): Promise<void> }).hold();
}
