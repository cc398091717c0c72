import type { Account, Administration } from './operations.ts';

const pageSize = 1000;

/** All accounts, page by page. */
export async function everyAccount(administration: Pick<Administration, 'listAccounts'>): Promise<Account[]> {
  const all: Account[] = [];
  for (;;) {
    const after = all.at(-1)?.address;
    const { accounts } = await administration.listAccounts({ limit: pageSize, ...(after !== undefined && { after }) });
    all.push(...accounts);
    if (accounts.length < pageSize) return all;
  }
}
