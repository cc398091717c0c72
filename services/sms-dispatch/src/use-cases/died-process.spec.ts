import { isEnded } from '@postbus/domain';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DispatchWorld, hour, lease, smpp } from '../../test/dispatch-world.ts';
import { type Death, ProcessDied, dyingPorts } from '../../test/dying-process.ts';

let world: DispatchWorld;
let next = 0;
/** Messages whose owner is told that nobody knows. */
let unknown = 0;
async function open(atOnce: boolean): Promise<void> {
  unknown = 0;
  world = await DispatchWorld.open({
    atOnce,
    channels: [smpp('one'), smpp('two')],
    rules: [
      { prefixes: ['+31611'], channels: ['phone'], order: 'listed' },
      { channels: ['one', 'two'], order: 'listed' },
    ],
    plan: { perUser: 1_000_000, perDestination: 1_000_000 },
  });
  // Every second number is reached by the second channel only.
  world.channel('one').answer = ({ recipients }) =>
    Number(recipients[0]!.number) % 2 === 0
      ? undefined
      : { then: 'elsewhere', fault: { code: 'ESME_RINVDSTADR', text: 'not over this account' } };
}

/** New numbers, of the phone, of the first channel, now and later, and of the second. */
function newNumbers(): Readonly<Record<'phone' | 'first' | 'later' | 'second', string>> {
  next += 2;
  const [even, odd] = [next, next + 1].map((number) => String(number).padStart(6, '0'));
  return { phone: `+31611${even}`, first: `+31612${even}`, later: `+31613${even}`, second: `+31612${odd}` };
}

/** A process that handles and works until it dies. @returns whether it did */
async function live(death: Death): Promise<boolean> {
  const { ports, isDead } = dyingPorts(world.store, death);
  try {
    await world.settle(world.processOver(ports));
  } catch (error) {
    if (!(error instanceof ProcessDied)) throw error;
  }
  return isDead();
}

/** Submits, lets processes die, and lets a last one come to the end. @returns whether any died */
async function survive(deaths: readonly Death[]): Promise<boolean> {
  for (const channel of world.recording.values()) channel.given.length = 0;
  world.handled.length = 0;
  const { phone, first, later, second } = newNumbers();
  const submissions = [
    await world.submit([phone, second]),
    await world.submit([first]),
    await world.submit([later], { scheduledFor: world.time + hour }),
  ];
  let died = false;
  for (const death of deaths) {
    died = (await live(death)) || died;
    // Their leases run out, and the scheduled ones fall due on the way.
    world.time += Math.max(lease, hour / deaths.length);
  }
  world.time += hour;
  await world.settle();
  unknown += await check(submissions, [phone, first, later, second]);
  // The bus brings everything once more.
  world.events.push(...world.handled.splice(0));
  await world.settle();
  await check(submissions, [phone, first, later, second]);
  expect(await world.count('inbox')).toBe(unknown);
  return died;
}

/** @returns how many are unknown */
async function check(submissions: readonly string[], numbers: readonly string[]): Promise<number> {
  const messages = (await Promise.all(submissions.map((id) => world.messages(id)))).flat();
  expect(messages.every(({ state }) => isEnded(state))).toBe(true);
  expect(messages.flatMap(({ recipients }) => recipients.map(({ number }) => number)).toSorted()).toEqual(
    numbers.toSorted(),
  );
  const given = [...world.recording.values()].flatMap((channel) => channel.given.flatMap(({ numbers: to }) => to));
  expect(new Set(given).size).toBe(given.length);
  for (const { state, recipients, item } of messages) {
    expect(['sent', 'unknown']).toContain(state);
    if (state === 'sent') expect(given).toContain(recipients[0]!.number);
    // Its owner can have it sent again.
    else expect(await world.store.mailStore.message(world.scope, item!)).toBeDefined();
  }
  expect(await world.count('outbox')).toBe(0);
  return messages.filter(({ state }) => state === 'unknown').length;
}

describe.each([
  ['messages wait in their queue', false],
  ['messages go to their channel as they are planned', true],
])('a process that dies at a call of a store, where %s', { timeout: 60_000 }, (_, atOnce) => {
  beforeAll(() => open(atOnce));
  afterAll(() => world.close());

  for (const takesEffect of [false, true]) {
    const how = takesEffect ? 'after it took effect' : 'before it took effect';
    it(`loses no submission and leaves none to be given twice, whichever call it is, ${how}`, async () => {
      let after = 0;
      while (await survive([{ after, takesEffect }])) after++;
      expect(after).toBeGreaterThan(40);
    });
  }

  it('and whose followers die too loses nothing and repeats nothing', async () => {
    const deaths = fc.array(fc.record({ after: fc.nat(45), takesEffect: fc.boolean() }), {
      minLength: 2,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(deaths, async (sequence) => {
        await survive(sequence);
      }),
      { numRuns: 12 },
    );
  });
});
