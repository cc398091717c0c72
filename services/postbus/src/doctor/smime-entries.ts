/** What the S/MIME gateway holds, one after another by the admin API: never more than a page is held. */
import type { Administration } from '../admin/operations.ts';
import type { SmimeCertificate, SmimeKey, SmimePolicy } from '../admin/smime/smime-operations.ts';

export type SmimeAdministration = Pick<Administration, 'listSmimeKeys' | 'listSmimeCertificates' | 'listSmimePolicies'>;

const limit = 1000;

/** Those of one address together; addresses in their order. */
export async function* keysByAddress(administration: SmimeAdministration): AsyncGenerator<readonly SmimeKey[]> {
  let group: SmimeKey[] = [];
  for await (const key of everyKey(administration)) {
    if (group.length > 0 && group[0]!.address !== key.address) {
      yield group;
      group = [];
    }
    group.push(key);
  }
  if (group.length > 0) yield group;
}

function everyKey(administration: SmimeAdministration): AsyncGenerator<SmimeKey> {
  return everyEntry(async (page) => {
    const { keys, next } = await administration.listSmimeKeys(page);
    return { entries: keys, next };
  });
}

export function everyCertificate(administration: SmimeAdministration): AsyncGenerator<SmimeCertificate> {
  return everyEntry(async (page) => {
    const { certificates, next } = await administration.listSmimeCertificates(page);
    return { entries: certificates, next };
  });
}

export function everyPolicy(administration: SmimeAdministration): AsyncGenerator<SmimePolicy> {
  return everyEntry(async (page) => {
    const { policies } = await administration.listSmimePolicies(page);
    return { entries: policies, next: policies.length < limit ? undefined : policies.at(-1)?.subject };
  });
}

interface Page {
  readonly limit: number;
  readonly after?: string;
}

async function* everyEntry<Entry>(
  read: (page: Page) => Promise<{ readonly entries: readonly Entry[]; readonly next: string | undefined }>,
): AsyncGenerator<Entry> {
  for (let after: string | undefined; ;) {
    const { entries, next } = await read({ limit, ...(after !== undefined && { after }) });
    yield* entries;
    if (next === undefined) return;
    after = next;
  }
}
