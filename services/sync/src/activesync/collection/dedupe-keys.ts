/** What tells that a command of a client comes again. [MS-ASCMD] 2.2.3.181.4 */
import { createHash } from 'node:crypto';
import type { CommandContext } from '../command-context.ts';
import type { ClientChanges } from './client-changes.ts';

/** A key for each command: the same for the same command of the same request of a device, another where it comes again in it. */
export function dedupeKeys({ commands, folder, syncKey }: ClientChanges, { device }: CommandContext): string[] {
  const times = new Map<string, number>();
  return commands.map((command) => {
    const text = JSON.stringify(command, (_, value: unknown) => (value instanceof Uint8Array ? [...value] : value));
    const before = times.get(text) ?? 0;
    times.set(text, before + 1);
    const digest = createHash('sha256').update(text).digest('base64url');
    return `sync/${device}/${folder.id}/${syncKey}/${digest}${before === 0 ? '' : `/${before}`}`;
  });
}
