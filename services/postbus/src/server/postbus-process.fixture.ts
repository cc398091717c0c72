/** The built command as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface CommandResult {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Variables of this process but those that would be settings. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('POSTBUS_')));
}

/** Runs `postbus …arguments_` to its end. `variables` are those of its environment that it has beside the usual. */
export async function postbus(
  arguments_: readonly string[],
  input = '',
  variables: NodeJS.ProcessEnv = {},
): Promise<CommandResult> {
  const child = spawn(process.execPath, [program, ...arguments_], { env: { ...environment(), ...variables } });
  child.stdin.end(input);
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, output, errors };
}

export interface StartedServer {
  readonly listening: Readonly<Record<string, string>>;
  readonly pid: number;
  /** Asks it to go down. @returns its exit code, and how it went down */
  stop(signal?: NodeJS.Signals): Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

const anyPort = ['smtp', 'submission', 'submissions', 'lmtp', 'http', 'https', 'operations'].flatMap((name) => [
  `--${name}`,
  '127.0.0.1:0',
]);

/** `postbus start` on free ports, once it says where it listens. */
export async function startPostbus(data: string, ...more: readonly string[]): Promise<StartedServer> {
  const arguments_ = [program, 'start', '--json', '--data', data, ...anyPort, ...more];
  const child = spawn(process.execPath, arguments_, { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  const errors = text(child.stderr);
  const line = await firstLine(child);
  if (line === undefined) throw new Error(`postbus start ended: ${await errors}`);
  const { listening, pid } = JSON.parse(line) as { listening: Record<string, string>; pid: number };
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  return {
    listening,
    pid,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      const [code, by] = await ended;
      return { code, signal: by };
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string | undefined> {
  const lines = createInterface({ input: child.stdout! });
  const [line] = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => [])]);
  return line as string | undefined;
}
