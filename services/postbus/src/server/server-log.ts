/** The log of the server: JSON lines on standard error or in a file. */
import { createWriteStream } from 'node:fs';
import { type Log, createLog } from '@postbus/platform';
import type { Configuration } from './configuration.ts';

/** On a terminal, where a person reads, only what needs a person is told unless the settings say more. */
export function serverLog({ level, file }: Configuration['log']): Log {
  const quiet = file === undefined && process.stderr.isTTY;
  return createLog({
    service: 'postbus',
    level: level ?? (quiet ? 'warn' : 'info'),
    destination: file === undefined ? process.stderr : createWriteStream(file, { flags: 'a', mode: 0o600 }),
  });
}
