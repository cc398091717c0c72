/** What every MailStore does. An adapter runs it with a function that opens a store with nothing in it. */
import { afterEach, beforeEach, describe } from 'vitest';
import { applyingIsAtomic } from './mail-store-apply.ts';
import { blobReferences } from './mail-store-blobs.ts';
import { changes } from './mail-store-changes.ts';
import { dedupe } from './mail-store-dedupe.ts';
import type { StoreFixture } from './mail-store-fixture.ts';
import { folders } from './mail-store-folders.ts';
import { lists } from './mail-store-list.ts';
import { mailboxes } from './mail-store-mailbox.ts';
import { messages } from './mail-store-messages.ts';
import { syncingReaders } from './mail-store-readers.ts';
import { outbox } from './outbox.ts';
import { outboxLeases } from './outbox-leases.ts';

/** @param open called before each test; what it opened is disposed of after it */
export function mailStoreContract(adapter: string, open: () => Promise<StoreFixture>): void {
  describe(`MailStore contract: ${adapter}`, () => {
    let fixture: StoreFixture;
    beforeEach(async () => {
      fixture = await open();
    });
    afterEach(() => fixture.dispose());

    const parts = [
      mailboxes,
      applyingIsAtomic,
      messages,
      dedupe,
      changes,
      syncingReaders,
      lists,
      folders,
      blobReferences,
    ];
    for (const part of [...parts, outbox, outboxLeases]) part(() => fixture);
  });
}
