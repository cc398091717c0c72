/** Ann's mailbox in a store of its own. */
import type { Account, MailboxScope } from '@postbus/domain';
import { type SqliteStore, openSqliteStore } from '@postbus/store-sqlite';
import { type ManualClock, temporaryFolder } from '@postbus/testing';

export const scope: MailboxScope = { tenant: 't', principal: { kind: 'account', account: 'ann' }, mailbox: 'ann' };

export const ann: Account = {
  id: 'ann',
  tenant: 't',
  mailbox: 'ann',
  address: 'ann@example.org',
  aliases: [],
  displayName: 'Ann',
  version: 1,
};

export interface OpenMailbox {
  readonly store: SqliteStore;
  readonly close: () => Promise<void>;
}

export async function openMailbox(clock: ManualClock): Promise<OpenMailbox> {
  const folder = temporaryFolder();
  const store = openSqliteStore({ folder: folder.path, clock });
  await store.mailStore.createMailbox(scope);
  return {
    store,
    close: async () => {
      await store.close();
      folder.remove();
    },
  };
}
