import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openFileBlobStore } from '@postbus/blob-fs';
import { openEmbeddedBus } from '@postbus/bus-embedded';
import { type MailReceived, fromRecord, mailReceived } from '@postbus/contracts';
import { openSqliteStore } from '@postbus/store-sqlite';
import { SmtpClient, temporaryFolder } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
let folder: ReturnType<typeof temporaryFolder>;
const children: ChildProcess[] = [];

beforeEach(async () => {
  expect(existsSync(program), 'ingest must be built: npm run build').toBe(true);
  folder = temporaryFolder();
  const store = openSqliteStore({ folder: folder.path });
  await store.directory.add({ tenant: 'one', address: 'ann@here.example' });
  await store.close();
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  folder.remove();
});

/** Starts the program; gives the port of its relay listener. */
async function start(): Promise<number> {
  const off = {
    POSTBUS_INGEST_SUBMISSION: 'off',
    POSTBUS_INGEST_SUBMISSIONS: 'off',
    POSTBUS_OPERATIONS_LISTEN: 'off',
    POSTBUS_LOG_LEVEL: 'error',
  };
  const env = { ...process.env, ...off, POSTBUS_INGEST_RELAY: '127.0.0.1:0' };
  const child = spawn(process.execPath, [program, '--data', folder.path], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  for await (const line of createInterface(child.stdout)) {
    const { listening } = JSON.parse(line) as { readonly listening: { readonly smtp: string } };
    return Number(listening.smtp.replace('127.0.0.1:', ''));
  }
  throw new Error('the program ended');
}

/** Sends messages until the connection breaks; tells the id of each that was answered 250. */
async function sendOn(port: number, lane: number, onKept: (id: string) => void): Promise<void> {
  try {
    const client = await SmtpClient.connect({ port });
    await client.reply();
    await client.command('EHLO client.example');
    for (let number = 0; ; number++) {
      const data = `Subject: ${lane} ${number}\r\n\r\n${'x'.repeat(500)}\r\n`;
      const { replies } = await client.sendMessage({ from: '', to: ['ann@here.example'], data });
      if (replies[0]?.code === 250) onKept(replies[0].lines[0]!.slice('OK '.length));
    }
  } catch {
    // The process was killed.
  }
}

describe('ingest alone in a process', () => {
  it('has every message that it answered 250, with its bytes, after it was killed', async () => {
    const port = await start();
    const kept = new Set<string>();
    const lanes = Array.from({ length: 8 }, (_, lane) =>
      sendOn(port, lane, (id) => {
        kept.add(id);
        if (kept.size === 100) children[0]!.kill('SIGKILL');
      }),
    );
    await Promise.all(lanes);
    expect(kept.size).toBeGreaterThanOrEqual(100);
    const bus = openEmbeddedBus({ folder: folder.path });
    const blobs = await openFileBlobStore(join(folder.path, 'blobs'));
    const events = new Map<string, MailReceived>();
    await bus.subscribeShared(mailReceived.name, { group: 'test' }, async (record) => {
      const { data } = fromRecord(mailReceived, record);
      events.set(data.id, data);
    });
    await expect.poll(() => [...kept].filter((id) => !events.has(id)), { timeout: 5000 }).toEqual([]);
    for (const id of kept) {
      const { raw } = events.get(id)!;
      const bytes = Buffer.from(await blobs.read(raw));
      expect([bytes.length, bytes.includes(`id ${id}`)]).toEqual([raw.size, true]);
    }
    await bus.close();
    await blobs.close();
  });

  it('drains and ends on SIGTERM', async () => {
    const client = await SmtpClient.connect({ port: await start() });
    await client.reply();
    const exited = once(children[0]!, 'exit');
    children[0]!.kill('SIGTERM');
    expect((await client.reply()).code).toBe(421);
    client.end();
    expect(await exited).toEqual([0, null]);
  });
});
