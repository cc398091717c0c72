import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '@postbus/ports';
import { collectionChanges } from '../collection/collection-changes.ts';
import { type StreamState, firstState } from '../collection/collection-state.ts';
import { CollectionStates } from '../collection/collection-states.ts';
import { TestMail, plainMail } from '../mail.fixture.ts';
import { noPhones } from '../text-messages/no-phones.fixture.ts';
import { GetItemEstimateCommand } from './get-item-estimate.ts';

let mail: TestMail;
let states: CollectionStates;
beforeAll(async () => {
  mail = await TestMail.open();
  states = new CollectionStates(mail.sqlite.deviceStore);
});
afterAll(() => mail.close());

async function estimate(SyncKey: string, CollectionId = String(mail.folder('inbox')), FilterType?: number) {
  const Options = FilterType === undefined ? {} : { Options: [{ FilterType }] };
  const request = { Collections: [{ SyncKey, CollectionId, ...Options }] };
  const command = new GetItemEstimateCommand(mail.store, states, noPhones, systemClock);
  return (await command.execute(request, mail.context)).Response?.[0];
}

const noFilter = { filterType: 0, cutOff: 0 };

async function keep(syncKey: string, mailState: StreamState): Promise<void> {
  const current = { syncKey, streams: { mail: mailState } };
  const folder = mail.folder('inbox');
  const loaded = await states.load(mail.scope, 'phone', folder);
  await states.save(mail.scope, 'phone', folder, { current, options: { own: {} }, lastKey: 1 }, loaded);
}

describe('GetItemEstimate, [MS-ASCMD] 2.2.1.9', () => {
  it('tells collections that are not there, not begun, or of another SyncKey', async () => {
    expect(await estimate('1', '999999')).toEqual({ Status: 2 });
    expect(await estimate('1', 'nonsense')).toEqual({ Status: 2 });
    expect(await estimate('1', String(mail.folder('root')))).toEqual({ Status: 2 });
    expect(await estimate('1')).toEqual({ Status: 3 });
    await keep('7', firstState(0, noFilter));
    expect(await estimate('0')).toEqual({ Status: 3 });
    expect(await estimate('8')).toEqual({ Status: 4 });
  });

  describe('of 450 messages', () => {
    let counted = false;
    beforeEach(async () => {
      if (counted) return;
      counted = true;
      const { object, summary } = (await mail.store.message(mail.scope, (await mail.deliver(plainMail('x'))).id))!;
      const age = (index: number) => systemClock.now() - index * 3_600_000;
      await mail.store.apply(
        mail.scope,
        Array.from({ length: 449 }, (_, index) => ({
          do: 'insert-message' as const,
          folder: 'inbox' as const,
          message: { object, summary, received: age(index + 1), read: false },
        })),
      );
    });
    const collection = (Estimate: number) => ({
      Status: 1,
      Collection: { CollectionId: String(mail.folder('inbox')), Estimate },
    });

    it('counts all at the beginning, also those of a first page on', async () => {
      const { changeNumber } = await mail.store.mailbox(mail.scope);
      const first = firstState(changeNumber, noFilter);
      await keep('1', first);
      expect(await estimate('1')).toEqual(collection(450));
      const page = await collectionChanges(
        { store: mail.store, scope: mail.scope, folder: mail.folder('inbox'), kind: 'mail' },
        first,
        noFilter,
        100,
      );
      await keep('2', page.next);
      expect(await estimate('2')).toEqual(collection(350));
    });

    it('counts within the filter that is asked for', async () => {
      const { changeNumber } = await mail.store.mailbox(mail.scope);
      await keep('1', firstState(changeNumber, noFilter));
      const within = (await estimate('1', undefined, 1))?.Collection?.Estimate;
      expect(within).toBeGreaterThanOrEqual(24);
      expect(within).toBeLessThanOrEqual(26);
    });

    it('counts what came, changed and went since', async () => {
      const { changeNumber } = await mail.store.mailbox(mail.scope);
      await keep('1', { ...firstState(changeNumber, noFilter), backfills: [] });
      expect(await estimate('1')).toEqual(collection(0));
      const [one, two] = await mail.store.list(mail.scope, mail.folder('inbox'), { limit: 2 });
      await mail.store.apply(mail.scope, [
        { do: 'set-read', id: one!.id, read: true },
        { do: 'delete-message', id: two!.id },
      ]);
      await mail.deliver(plainMail('new'));
      expect(await estimate('1')).toEqual(collection(3));
    });
  });
});
