import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { temporaryFolder } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataFolder, openEmbeddedBus } from './index.ts';

const sources = JSON.stringify(new URL('index.ts', import.meta.url).href);

/**
 * Publishes numbers on twenty lanes and writes each that was acknowledged; also handles them, and writes that. What is
 * written has left the process; a pipe that is full is waited for.
 */
const publishing = `
  import { writeSync } from 'node:fs';
  const tell = (line) => {
    for (;;) {
      try {
        return writeSync(1, line);
      } catch (error) {
        if (error.code !== 'EAGAIN') throw error;
      }
    }
  };
  const { openEmbeddedBus } = await import(${sources});
  const bus = openEmbeddedBus({ folder: process.argv[1], commitEvery: 5 });
  await bus.subscribeShared('t', { group: 'g' }, async (record) => {
    tell('handled ' + record.key + '\\n');
  });
  for (let lane = 0; lane < 20; lane++) void (async () => {
    for (let number = 0; ; number++) {
      const key = process.argv[2] + '-' + lane + '-' + number;
      await bus.publish([{ topic: 't', key, headers: {}, value: Buffer.from(key) }]);
      tell('published ' + key + '\\n');
    }
  })();
`;

/** Takes the lock, says so, and does nothing more. */
const locking = `
  const { lockDataFolder } = await import(${sources});
  lockDataFolder(process.argv[1]);
  console.log('locked');
  setInterval(() => undefined, 1000);
`;

let folder: ReturnType<typeof temporaryFolder>;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  folder.remove();
});

function start(program: string, ...args: string[]): ChildProcess {
  const flags = [
    '--experimental-transform-types',
    '--no-warnings',
    '--conditions=@postbus/source',
    '--input-type=module',
  ];
  const child = spawn(process.execPath, [...flags, '--eval', program, folder.path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

describe('a process killed by SIGKILL', () => {
  it('leaves every record that was acknowledged, and comes again with what it had not handled', async () => {
    const published = new Set<string>();
    const handled = new Set<string>();
    for (const life of ['first', 'second', 'third']) {
      const child = start(publishing, life);
      const enough = published.size + 400 + Math.floor(Math.random() * 200);
      for await (const line of createInterface({ input: child.stdout! })) {
        const [what, key] = line.split(' ') as [string, string];
        (what === 'published' ? published : handled).add(key);
        if (published.size >= enough) child.kill('SIGKILL');
      }
      await kill(child);
      expect(child.signalCode).toBe('SIGKILL');
    }
    const bus = openEmbeddedBus({ folder: folder.path });
    const kept = new Set<string>();
    await bus.subscribeShared('t', { group: 'new' }, async ({ key, value }) => {
      expect(Buffer.from(value).toString()).toBe(key);
      kept.add(key);
    });
    await bus.subscribeShared('t', { group: 'g' }, async ({ key }) => void handled.add(key));
    while ((await bus.lag()).some(({ records }) => records > 0)) await nextTurn();
    await bus.close();
    expect([...published].filter((key) => !kept.has(key))).toEqual([]);
    expect([...published].filter((key) => !handled.has(key))).toEqual([]);
  });

  it('leaves the lock of its data folder behind for the next one', async () => {
    const child = start(locking);
    await once(createInterface({ input: child.stdout! }), 'line');
    expect(() => lockDataFolder(folder.path)).toThrow(
      expect.objectContaining({ code: 'folder-in-use', message: expect.stringContaining(`process ${child.pid}`) }),
    );
    await kill(child);
    lockDataFolder(folder.path).release();
  });
});
