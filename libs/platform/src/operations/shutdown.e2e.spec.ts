import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';

/** Goes down in two steps, the second of which takes as long as it is told. */
const program = `
  const { Shutdown, shutdownOnSignal } = await import(${JSON.stringify(new URL('shutdown.ts', import.meta.url).href)});
  const quiet = () => {};
  const shutdown = new Shutdown({ debug: quiet, info: quiet, warn: quiet, error: quiet });
  const alive = setInterval(quiet, 1000);
  shutdown.add('listeners', async () => console.log('listeners'));
  shutdown.add('store', () => process.argv[1] === 'hang' ? new Promise(quiet) : Promise.resolve(clearInterval(alive)));
  shutdownOnSignal(shutdown, (code) => process.exit(code));
  console.log('up');
`;

function start(how: 'end' | 'hang'): { child: ChildProcess; lines: AsyncIterator<string> } {
  const flags = ['--experimental-transform-types', '--no-warnings', '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, [...flags, how], { stdio: ['ignore', 'pipe', 'inherit'] });
  return { child, lines: createInterface({ input: child.stdout! })[Symbol.asyncIterator]() };
}

it.each(['SIGTERM', 'SIGINT'] as const)('goes down in order at %s and exits with 0', async (signal) => {
  const { child, lines } = start('end');
  const exited = once(child, 'exit');
  expect((await lines.next()).value).toBe('up');
  child.kill(signal);
  expect((await lines.next()).value).toBe('listeners');
  expect(await exited).toEqual([0, null]);
});

it('exits at once at a second signal', async () => {
  const { child, lines } = start('hang');
  const exited = once(child, 'exit');
  expect((await lines.next()).value).toBe('up');
  child.kill('SIGTERM');
  expect((await lines.next()).value).toBe('listeners');
  child.kill('SIGINT');
  expect(await exited).toEqual([1, null]);
});
