/** What tells that a command of a client comes again. [MS-ASCMD] 2.2.3.181.4 */
import { createHash } from 'node:crypto';
import type { SyncRequestCommand } from '@postbus/activesync';
import type { CommandContext } from '../command-context.ts';
import type { ClientChanges } from './client-changes.ts';

/**
 * A key for each command: the same for the same command of the same request of a device. An Add is the same by its
 * ClientId, also twice in a request, and after its item was read; any other command is another where it comes again in
 * its request. [MS-ASCMD] 2.2.3.28.2
 */
export function dedupeKeys({ commands, folder, syncKey }: ClientChanges, { device }: CommandContext): string[] {
  const times = new Map<string, number>();
  return commands.map((command) => {
    const digest = createHash('sha256').update(textOf(command)).digest('base64url');
    const before = command.kind === 'Add' ? 0 : (times.get(digest) ?? 0);
    times.set(digest, before + 1);
    return `sync/${device}/${folder.id}/${syncKey}/${digest}${before === 0 ? '' : `/${before}`}`;
  });
}

/** Clients that use a ClientId again for something else lose nothing: what an item says belongs to it too. */
function textOf(command: SyncRequestCommand): string {
  const own = command.kind === 'Add' ? { ...command, ApplicationData: lasting(command.ApplicationData) } : command;
  return JSON.stringify(own, (_, value: unknown) => (value instanceof Uint8Array ? [...value] : value));
}

function lasting<Data extends { readonly Read?: unknown; readonly Flag?: unknown }>({
  Read: _,
  Flag: __,
  ...data
}: Data) {
  return data;
}
