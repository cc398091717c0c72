import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import type { MailboxScope } from '@postbus/domain';
import type { MailStore } from '@postbus/ports';
import { temporaryFolder } from '@postbus/testing';
import { expect, it } from 'vitest';
import { openSqliteStore } from './index.ts';

const lanes = 20;
const scope: MailboxScope = {
  tenant: 'tenant',
  mailbox: 'mailbox',
  principal: { kind: 'service', service: 'test' },
};

/**
 * Inserts and moves messages on twenty lanes. Each lane begins with the first insert of which it does not know that it
 * was applied, under the same dedupe key, and writes a line for each that was fulfilled.
 */
const applying = `
  import { writeSync } from 'node:fs';
  const { openSqliteStore } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)});
  const { PropertyBag } = await import('@postbus/mapi');
  const { mailStore } = openSqliteStore({ folder: process.argv[1] });
  const scope = ${JSON.stringify(scope)};
  await mailStore.createMailbox(scope);
  JSON.parse(process.argv[2]).forEach(async (first, lane) => {
    for (let number = first; ; number++) {
      const subject = lane + '/' + number;
      const object = { properties: new PropertyBag([{ key: 0x37, type: 0x1f, value: subject.repeat(500) }]), recipients: [], attachments: [] };
      const message = { object, summary: { subject }, received: number, read: false };
      const { results: [inserted] } = await mailStore.apply(scope, [{ do: 'insert-message', folder: 'inbox', message }], { dedupe: [subject] });
      if (number % 3 === 0) {
        await mailStore.apply(scope, [{ do: 'move-message', id: inserted.message, to: 'junk' }], { dedupe: ['move ' + subject] });
      }
      writeSync(1, lane + ' ' + number + '\\n');
    }
  });
`;

function startApplying(folder: string, firsts: readonly number[]): ChildProcess {
  const flags = ['--experimental-transform-types', '--no-warnings', '--conditions=@postbus/source'];
  const script = ['--input-type=module', '--eval', applying, folder, JSON.stringify(firsts)];
  return spawn(process.execPath, [...flags, ...script], { stdio: ['ignore', 'pipe', 'inherit'] });
}

it('has every fulfilled apply, each once, after SIGKILLs at any moment', { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const firsts = Array.from({ length: lanes }, () => 0);
  for (let life = 1; life <= 3; life++) {
    const child = startApplying(folder.path, firsts);
    let lines = 0;
    const enough = 100 + Math.floor(Math.random() * 400);
    for await (const line of createInterface({ input: child.stdout! })) {
      const [lane = 0, number = 0] = line.split(' ').map(Number);
      firsts[lane] = number + 1;
      lines += 1;
      if (lines === enough) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
  }

  const store = openSqliteStore({ folder: folder.path });
  const inbox = await subjectsIn(store.mailStore, 'inbox');
  const junk = await subjectsIn(store.mailStore, 'junk');
  const all = [...inbox, ...junk];
  expect(new Set(all).size).toBe(all.length);
  for (const [lane, first] of firsts.entries()) {
    for (let number = 0; number < first; number++) {
      expect(number % 3 === 0 ? junk : inbox).toContain(`${lane}/${number}`);
    }
    // Beyond what was fulfilled, one apply of the lane may have been under way.
    expect(all).not.toContain(`${lane}/${first + 1}`);
  }
  await store.close();
  const database = new DatabaseSync(join(folder.path, 'store.db'));
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  database.close();
  folder.remove();
});

/** The subjects of a folder's messages; its counts are checked against them. */
async function subjectsIn(mailStore: MailStore, role: string): Promise<string[]> {
  const folder = (await mailStore.folders(scope)).find((each) => each.role === role)!;
  const messages = await mailStore.list(scope, folder.id, { limit: 1_000_000 });
  expect(folder).toMatchObject({ messages: messages.length, unread: messages.length });
  return messages.map(({ summary }) => summary.subject);
}
