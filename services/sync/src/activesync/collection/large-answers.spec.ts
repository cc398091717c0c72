import { type ApplicationData, CommonStatus, type SyncRequestCollection, SyncStatus } from '@postbus/activesync';
import { systemClock } from '@postbus/ports';
import { SubmitTextMessage } from '@postbus/text-messages';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmailItemChanges } from '../items/email-item-changes.ts';
import { TestMail, plainMail } from '../mail.fixture.ts';
import { MailboxWaits } from '../mailbox-waits.ts';
import type { ItemRenderer } from '../rendering.ts';
import { serverId } from '../server-id.ts';
import { SyncCommand } from '../sync.ts';
import { AddTextMessage } from '../text-messages/add-text-message.ts';
import { noPhones } from '../text-messages/no-phones.fixture.ts';
import { SendTextDraft } from '../text-messages/send-text-draft.ts';
import { ApplyClientChanges } from './client-changes.ts';
import { CollectionStates } from './collection-states.ts';
import { largestAnswer } from './rendered-items.ts';
import { SyncCollection } from './sync-collection.ts';

let mail: TestMail;
let sync: SyncCommand;
let rendered: number;
beforeEach(async () => {
  mail = await TestMail.open();
  rendered = 0;
  const { store } = mail;
  const { deviceStore } = mail.sqlite;
  const states = new CollectionStates(deviceStore);
  const submit = new SubmitTextMessage(store, systemClock);
  const adds = new AddTextMessage(store, submit, noPhones, systemClock);
  const drafts = new SendTextDraft(store, submit, systemClock);
  const itemChanges = new EmailItemChanges(store, systemClock);
  const changes = new ApplyClientChanges(store, large, itemChanges, adds, drafts, noPhones);
  const collection = new SyncCollection(store, states, large, changes, noPhones, systemClock);
  sync = new SyncCommand(collection, deviceStore, new MailboxWaits());
});
afterEach(() => mail.close());

/** Two such items fill an answer. */
const body: ApplicationData = { Body: { Type: 1, Data: 'x'.repeat(largestAnswer / 2) } };
const large: ItemRenderer = {
  item: async () => {
    rendered++;
    return body;
  },
  changed: async () => ({}),
};

async function answers(...Collections: SyncRequestCollection[]) {
  return (await sync.execute({ Collections }, mail.context))?.Collections ?? [];
}
const inbox = (SyncKey: string): SyncRequestCollection => ({ SyncKey, CollectionId: String(mail.folder('inbox')) });
const junk = (SyncKey: string): SyncRequestCollection => ({ SyncKey, CollectionId: String(mail.folder('junk')) });

describe('an answer of large items, [MS-ASCMD] 2.2.1.21', () => {
  it('holds as many as fit, renders each once, and says that there is more', async () => {
    for (let count = 0; count < 5; count++) await mail.deliver(plainMail('x'));
    await answers(inbox('0'));
    const [first] = await answers(inbox('1'));
    expect(first).toMatchObject({ MoreAvailable: true, Commands: [{ kind: 'Add' }, { kind: 'Add' }] });
    expect(rendered).toBe(2);
    const [second] = await answers(inbox(first?.SyncKey ?? ''));
    expect(second).toMatchObject({ MoreAvailable: true, Commands: [{}, {}] });
    const [third] = await answers(inbox(second?.SyncKey ?? ''));
    expect(third?.Commands).toHaveLength(1);
    expect(third?.MoreAvailable).toBeUndefined();
    const told = [first, second, third].flatMap((one) => one?.Commands ?? []).map(({ ServerId }) => ServerId);
    expect(new Set(told).size).toBe(5);
  });

  it('does what the client did in the collections for which there is no room', async () => {
    const read = await mail.deliver(plainMail('x'), mail.folder('junk'));
    await answers(inbox('0'), junk('0'));
    const [, known] = await answers(inbox('1'), junk('1'));
    for (let count = 0; count < 2; count++) await mail.deliver(plainMail('x'));
    await mail.deliver(plainMail('x'), mail.folder('junk'));
    const ServerId = serverId({ folder: read.folder, message: read.id });
    const [full, changed] = await answers(inbox('1'), {
      ...junk(known?.SyncKey ?? '2'),
      Commands: [{ kind: 'Change', ServerId, ApplicationData: { Read: true } }],
    });
    expect(full?.Commands).toHaveLength(2);
    expect(changed).toMatchObject({ Status: SyncStatus.Success, MoreAvailable: true });
    expect(changed?.Commands).toBeUndefined();
    expect((await mail.record(read.id)).read).toBe(true);
    const [rest] = await answers(junk(changed?.SyncKey ?? ''));
    expect(rest?.Commands).toHaveLength(1);
  });
});

describe('message parts, [MS-ASAIRS] 2.2.2.41.3', () => {
  it('are told as HTML alone', async () => {
    await mail.deliver(plainMail('x'));
    await answers(inbox('0'));
    const wanted = (Type: number) => ({ ...inbox('1'), Options: [{ BodyPartPreference: { Type } }] });
    expect((await answers(wanted(1)))[0]?.Status).toBe(CommonStatus.BodyPartPreferenceTypeNotSupported);
    expect((await answers(wanted(2)))[0]?.Status).toBe(SyncStatus.Success);
  });
});
