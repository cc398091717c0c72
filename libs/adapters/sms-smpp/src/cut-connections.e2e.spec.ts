/** What is told of a submission, against what the carrier has, with connections that end at any octet. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { startSmsc } from '@postbus/testing/smsc';
import { countedTimers, credentials, inbound, submitSm, times } from './carrier.fixture.ts';
import { SmppAccount } from './index.ts';

const numbers = Array.from({ length: 12 }, (_, index) => String(index + 1));

it('nothing that arrived is told as refused, and nothing answered is missing, wherever connections are cut', async () => {
  const seen = { answered: 0, unknown: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        cutAfterReading: fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined }),
        cutAfterWriting: fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined }),
        closeAfter: fc.integer({ min: 5, max: 40 }),
        window: fc.integer({ min: 1, max: 8 }),
        delay: fc.integer({ min: 0, max: 3 }),
      }),
      async ({ cutAfterReading, cutAfterWriting, closeAfter, window, delay }) => {
        const smsc = await startSmsc({
          submit: () => ({ delay }),
          ...(cutAfterReading !== undefined && { cutAfterReading }),
          ...(cutAfterWriting !== undefined && { cutAfterWriting }),
        });
        const timers = countedTimers();
        const used = new SmppAccount(
          {
            hosts: [{ host: smsc.host, port: smsc.port }],
            credentials,
            count: 2,
            rate: 10_000,
            limits: { window },
            reconnecting: { first: 1, most: 4, stable: 1000 },
            times: { ...times, bind: 200, response: 200, close: 20 },
          },
          inbound,
          { timers },
        );
        used.start();
        const all = numbers.map(async (number) => ({ number, ...(await used.submit(submitSm(number))) }));
        await new Promise((resolve) => setTimeout(resolve, closeAfter));
        await used.close();
        const outcomes = await Promise.all(all);
        await smsc.close();
        expect(timers.pending).toBe(0);
        const arrived = smsc.submitted.map(({ body }) => body.destination_addr);
        expect(new Set(arrived).size).toBe(arrived.length);
        for (const { number, outcome } of outcomes) {
          seen[outcome]++;
          if (outcome === 'refused') expect(arrived).not.toContain(number);
          if (outcome === 'answered') expect(arrived).toContain(number);
        }
      },
    ),
    { numRuns: 60 },
  );
  // All three have to have happened for the above to say anything.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(10);
});
