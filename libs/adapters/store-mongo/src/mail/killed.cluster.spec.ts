import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import type { MailStore } from '@postbus/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedStore, insert, newMailbox, newScope, opened } from './mail.fixture.ts';

const lanes = 8;
/** Milliseconds: sooner than usual, so that the test waits less. */
const deadAfter = 1500;
const sources = Object.fromEntries(
  ['../index.ts', './mail.fixture.ts'].map((path) => [path, new URL(path, import.meta.url).href]),
);

/** Opens a store as another process; `apply` inserts a message under a dedupe key, and moves every third. */
const opening = `
  import { subscribe } from 'node:diagnostics_channel';
  import { writeSync } from 'node:fs';
  const [url, database, mailbox] = process.argv.slice(1);
  const { openMongoConnection } = await import('@postbus/mongo-connection');
  const { openMongoStore } = await import('${sources['../index.ts']}');
  const { insert, newScope } = await import('${sources['./mail.fixture.ts']}');
  const scope = newScope(mailbox);
  const open = async () => (await openMongoStore(await openMongoConnection({ url, database, deadAfter: ${deadAfter} }))).mailStore;
`;

/** Each lane begins with the first insert of which it does not know that it was applied, and writes a line for each that was. */
const applying = `${opening}
  const mailStore = await open();
  JSON.parse(process.argv[4]).forEach(async (first, lane) => {
    for (let number = first; ; number++) {
      const subject = lane + '/' + number;
      const { results: [inserted] } = await mailStore.apply(scope, [insert(subject)], { dedupe: [subject] });
      if (number % 3 === 0) {
        await mailStore.apply(scope, [{ do: 'move-message', id: inserted.message, to: 'junk' }], { dedupe: ['move ' + subject] });
      }
      writeSync(1, lane + ' ' + number + '\\n');
    }
  });
`;

/** Dies when the server has answered the writes of a transaction, before its commit. */
const dyingBeforeTheCommit = `${opening}
  subscribe('postbus.store.round-trip', ({ command }) => {
    if (command === 'bulkWrite') process.kill(process.pid, 'SIGKILL');
  });
  const mailStore = await open();
  await mailStore.apply(scope, [insert('half done')], { dedupe: ['key'] });
`;

function start(script: string, database: TestDatabase, mailbox: string, ...more: readonly string[]): ChildProcess {
  const flags = ['--experimental-transform-types', '--no-warnings', '--conditions=@postbus/source'];
  const given = ['--input-type=module', '--eval', script, mongoUrl ?? '', database.name, mailbox, ...more];
  return spawn(process.execPath, [...flags, ...given], { stdio: ['ignore', 'pipe', 'inherit'] });
}

describe.skipIf(mongoUrl === undefined)('a process that is killed', () => {
  let database: TestDatabase;
  let store: OpenedStore;
  beforeAll(async () => {
    database = await openTestDatabase();
    store = await opened(await database.open({ deadAfter }));
  });
  afterAll(() => database.drop());

  it(
    'within a transaction leaves nothing of it, and does not hold up the next writer',
    { timeout: 120_000 },
    async () => {
      const scope = await newMailbox(store);
      const before = await store.mailStore.mailbox(scope);
      const child = start(dyingBeforeTheCommit, database, scope.mailbox);
      await once(child, 'exit');
      expect(child.signalCode).toBe('SIGKILL');
      expect(await store.mailStore.mailbox(scope)).toEqual(before);
      const applied = await store.mailStore.apply(scope, [insert('whole')], { dedupe: ['key'] });
      expect(applied).toMatchObject({ repeated: false, changeNumber: before.changeNumber + 1 });
      expect(await subjectsIn(store.mailStore, scope.mailbox, 'inbox')).toEqual(['whole']);
    },
  );

  it('again and again leaves every fulfilled apply, each once', { timeout: 120_000 }, async () => {
    const { mailbox } = await newMailbox(store);
    const firsts = Array.from({ length: lanes }, () => 0);
    for (let life = 1; life <= 3; life++) {
      const child = start(applying, database, mailbox, JSON.stringify(firsts));
      const enough = 20 + Math.floor(Math.random() * 30);
      let lines = 0;
      for await (const line of createInterface({ input: child.stdout! })) {
        const [lane = 0, number = 0] = line.split(' ').map(Number);
        firsts[lane] = number + 1;
        lines += 1;
        if (lines === enough) child.kill('SIGKILL');
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      expect(child.signalCode).toBe('SIGKILL');
    }

    const inbox = await subjectsIn(store.mailStore, mailbox, 'inbox');
    const junk = await subjectsIn(store.mailStore, mailbox, 'junk');
    const all = [...inbox, ...junk];
    expect(new Set(all).size).toBe(all.length);
    for (const [lane, first] of firsts.entries()) {
      for (let number = 0; number < first; number++) {
        expect(number % 3 === 0 ? junk : inbox).toContain(`${lane}/${number}`);
      }
      // Beyond what was fulfilled, one apply of the lane may have been under way.
      expect(all).not.toContain(`${lane}/${first + 1}`);
    }
    // What the last life left open is ended by then, and holds up nobody who removes the database.
    await store.mailStore.apply(newScope(mailbox), [insert('the last')], { dedupe: ['the last'] });
  });
});

/** The subjects of a folder's messages; its counts are checked against them. */
async function subjectsIn(mailStore: MailStore, mailbox: string, role: string): Promise<string[]> {
  const scope = newScope(mailbox);
  const folder = (await mailStore.folders(scope)).find((each) => each.role === role)!;
  const messages = await mailStore.list(scope, folder.id, { limit: 100_000 });
  expect(folder).toMatchObject({ messages: messages.length, unread: messages.length });
  return messages.map(({ summary }) => summary.subject);
}
