/** What every TextMessageStore does. An adapter runs it with a function that opens a store with nothing in it. */
import { afterEach, beforeEach, describe } from 'vitest';
import type { StoreFixture } from './mail-store-fixture.ts';
import { claimed } from './text-message-store-claimed.ts';
import { messages } from './text-message-store-messages.ts';
import { parts } from './text-message-store-parts.ts';
import { queries } from './text-message-store-queries.ts';
import { received } from './text-message-store-received.ts';
import { shares } from './text-message-store-shares.ts';

/** @param open called before each test; what it opened is disposed of after it */
export function textMessageStoreContract(adapter: string, open: () => Promise<StoreFixture>): void {
  describe(`TextMessageStore contract: ${adapter}`, () => {
    let fixture: StoreFixture;
    beforeEach(async () => {
      fixture = await open();
    });
    afterEach(() => fixture.dispose());

    describe('messages and their events', () => {
      messages(() => fixture);
    });
    describe('messages added with the job that is held', () => {
      claimed(() => fixture);
    });
    describe('what is asked of messages', () => {
      queries(() => fixture);
    });
    describe('parts, receipts and references', () => {
      parts(() => fixture);
    });
    describe('parts that came in, and who wants none', () => {
      received(() => fixture);
    });
    describe('shares of an account', () => {
      shares(() => fixture);
    });
  });
}
