/** Lists of keys and certificates in pages, and one of them by the beginning of its fingerprint. */
import type { SmimeEntryName, SmimePage } from '@postbus/ports';
import { AdminError } from '../admin-error.ts';

interface Asked {
  readonly address?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: unknown;
}

interface Listed<Entry> {
  readonly entries: readonly Entry[];
  readonly next?: string;
}

/** Of an address all, else a page and what the next one goes on with. */
export async function listed<Entry extends SmimeEntryName>(
  { address, after, limit }: Asked,
  ofAddress: (address: string) => Promise<Entry[]>,
  all: (page: SmimePage) => Promise<Entry[]>,
): Promise<Listed<Entry>> {
  if (address !== undefined) return { entries: await ofAddress(address) };
  const most = Number(limit ?? 100);
  const entries = await all({ limit: most, ...(after !== undefined && { after: position(after) }) });
  const last = entries.at(-1);
  return { entries, ...(last !== undefined && entries.length === most && { next: cursor(last) }) };
}

/** @throws {AdminError} `missing` where none begins so, `ambiguous-fingerprint` where several do */
export function oneOf<Entry extends SmimeEntryName>(
  entries: readonly Entry[],
  { address, fingerprint }: SmimeEntryName,
  missing: 'no-such-key' | 'no-such-certificate',
): Entry {
  const [found, another] = entries.filter((entry) => entry.fingerprint.startsWith(fingerprint));
  if (found === undefined)
    throw new AdminError(missing, `${address} has none whose fingerprint begins with ${fingerprint}`);
  if (another !== undefined)
    throw new AdminError('ambiguous-fingerprint', `several of ${address} begin with ${fingerprint}; tell more of it`);
  return found;
}

function cursor({ address, fingerprint }: SmimeEntryName): string {
  return `${address} ${fingerprint}`;
}

function position(written: string): SmimeEntryName {
  const space = written.lastIndexOf(' ');
  if (space === -1) throw new AdminError('invalid-input', 'after is what next of a page was');
  return { address: written.slice(0, space), fingerprint: written.slice(space + 1) };
}
