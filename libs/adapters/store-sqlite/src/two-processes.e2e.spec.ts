import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { MailboxScope } from '@postbus/domain';
import { temporaryFolder } from '@postbus/testing';
import { expect, it } from 'vitest';
import { openSqliteStore } from './index.ts';

const scope: MailboxScope = { tenant: 'tenant', mailbox: 'mailbox', principal: { kind: 'service', service: 'test' } };
const applies = 200;
const jobs = 200;

/** Applies under keys that the other process has too, then claims jobs until none is left; writes what it did. */
const competing = `
  const { openSqliteStore } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)});
  const { PropertyBag } = await import('@postbus/mapi');
  const { mailStore, jobStore, close } = openSqliteStore({ folder: process.argv[1], busyTimeout: 10_000 });
  const scope = ${JSON.stringify(scope)};
  const object = { properties: new PropertyBag(), recipients: [], attachments: [] };
  const applied = [];
  await Promise.all(Array.from({ length: 10 }, async (_, lane) => {
    for (let number = lane; number < ${applies}; number += 10) {
      const message = { object, summary: { subject: String(number) }, received: number, read: false };
      const { results, repeated } = await mailStore.apply(scope, [{ do: 'insert-message', folder: 'inbox', message }], { dedupe: [String(number)] });
      applied.push({ number, id: results[0].message, repeated });
    }
  }));
  const claimed = [];
  for (;;) {
    const batch = await jobStore.claim({ queue: 'q', worker: String(process.pid), lease: 60_000, limit: 3, perDestination: 100 });
    if (batch.length === 0) break;
    claimed.push(...batch.map(({ dedupeKey }) => dedupeKey));
    await Promise.all(batch.map((job) => jobStore.finish(job, { end: 'done' })));
  }
  await close();
  console.log(JSON.stringify({ applied, claimed }));
`;

interface Outcome {
  readonly applied: readonly { readonly number: number; readonly id: number; readonly repeated: boolean }[];
  readonly claimed: readonly string[];
}

async function compete(folder: string): Promise<Outcome> {
  const flags = ['--experimental-transform-types', '--no-warnings', '--conditions=@postbus/source'];
  const script = ['--input-type=module', '--eval', competing, folder];
  const child = spawn(process.execPath, [...flags, ...script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [written] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return JSON.parse(written) as Outcome;
}

it('applies once and claims once, in two processes at the same time', { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const store = openSqliteStore({ folder: folder.path });
  await store.mailStore.createMailbox(scope);
  await store.jobStore.add(
    Array.from({ length: jobs }, (_, number) => ({
      queue: 'q',
      dedupeKey: `job ${number}`,
      user: 'u',
      destination: 'd',
      due: Date.now(),
      state: null,
      blobs: [],
    })),
  );
  const [one, two] = await Promise.all([compete(folder.path), compete(folder.path)]);

  for (let number = 0; number < applies; number++) {
    const both = [one, two].map(({ applied }) => applied.find((each) => each.number === number));
    expect(new Set(both.map((each) => each?.id)).size).toBe(1);
    expect(both.filter((each) => each?.repeated === false)).toHaveLength(1);
  }
  const inbox = (await store.mailStore.folders(scope)).find(({ role }) => role === 'inbox')!;
  expect(inbox.messages).toBe(applies);
  const claimed = [...one.claimed, ...two.claimed];
  expect(claimed.toSorted()).toEqual(Array.from({ length: jobs }, (_, number) => `job ${number}`).toSorted());
  await store.close();
  folder.remove();
});
