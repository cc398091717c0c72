/** What every MessageBus does. An adapter runs it with a function that opens a bus with nothing on it. */
import { afterEach, beforeEach, describe } from 'vitest';
import { delivery } from './message-bus-delivery.ts';
import { faults } from './message-bus-faults.ts';
import type { MessageBusContractOptions, MessageBusFixture } from './message-bus-fixture.ts';
import { membership } from './message-bus-membership.ts';

/** @param open called before each test; what it opened is disposed of after it */
export function messageBusContract(
  adapter: string,
  open: () => Promise<MessageBusFixture>,
  { patience = 10_000, canStall = false }: MessageBusContractOptions = {},
): void {
  describe(`MessageBus contract: ${adapter}`, { timeout: patience * 6 }, () => {
    let fixture: MessageBusFixture;
    beforeEach(async () => {
      fixture = await open();
    }, patience);
    afterEach(() => fixture.dispose(), patience * 2);

    for (const part of [delivery, faults, membership]) part(() => fixture, { patience, canStall });
  });
}
