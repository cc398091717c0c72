/** ActiveSync as a whole: every command over the ports. [MS-ASCMD] 2.2.1 */
import type { CommandName } from '@postbus/activesync';
import type { BlobStore, Clock, DeviceStore, MailStore, TextMessageStore } from '@postbus/ports';
import { SubmitTextMessage } from '@postbus/text-messages';
import { ApplyClientChanges } from './collection/client-changes.ts';
import { CollectionStates } from './collection/collection-states.ts';
import { SyncCollection } from './collection/sync-collection.ts';
import { AnswerMessage } from './compose/answer-message.ts';
import { SendMailCommand } from './compose/send-mail.ts';
import { SmartForwardCommand } from './compose/smart-forward.ts';
import { SmartReplyCommand } from './compose/smart-reply.ts';
import { Submit } from './compose/submission.ts';
import type { KnownDevices } from './device/known-device.ts';
import { ProvisionCommand } from './device/provision.ts';
import { SettingsCommand } from './device/settings.ts';
import { FolderChanges } from './folders/folder-changes.ts';
import { FolderStates } from './folders/folder-states.ts';
import { FolderSyncCommand } from './folders/folder-sync.ts';
import { type Command, commandTable } from './http/commands.ts';
import { EmailItemChanges } from './items/email-item-changes.ts';
import { EmptyFolder } from './items/empty-folder.ts';
import { Fetch } from './items/fetch.ts';
import { GetItemEstimateCommand } from './items/get-item-estimate.ts';
import { ItemOperationsCommand, itemOperations } from './items/item-operations.ts';
import { MoveItemsCommand } from './items/move-items.ts';
import type { MailboxWaits } from './mailbox-waits.ts';
import { PingCommand } from './ping.ts';
import { TextPhoneQueue } from './phone-relay/text-phone-queue.ts';
import { RendererByKind } from './rendering/renderer-by-kind.ts';
import { SyncCommand, defaultSyncLimits } from './sync.ts';
import { AddTextMessage } from './text-messages/add-text-message.ts';
import { SendTextDraft } from './text-messages/send-text-draft.ts';

export interface ActiveSyncPorts {
  readonly store: MailStore;
  readonly deviceStore: DeviceStore;
  readonly blobs: BlobStore;
  readonly texts: TextMessageStore;
  readonly clock: Clock;
}

export interface ActiveSyncLimits {
  /** Folders of one Sync or Ping. */
  readonly mostCollections: number;
  /** Milliseconds that a request may wait. */
  readonly leastWait: number;
  readonly mostWait: number;
  /** Where numbers without a country code are dialled by whoever has no region. ISO 3166-1 */
  readonly region?: string | undefined;
}

export function activeSyncCommands(
  ports: ActiveSyncPorts,
  devices: KnownDevices,
  waits: MailboxWaits,
  limits: ActiveSyncLimits,
): ReadonlyMap<CommandName, Command> {
  const { store, deviceStore, blobs, texts, clock } = ports;
  const states = new CollectionStates(deviceStore);
  const folderStates = new FolderStates(deviceStore);
  const renderer = new RendererByKind(store, blobs, limits.region);
  const phones = new TextPhoneQueue({ texts, devices: deviceStore, store, blobs, clock }, limits.region);
  const submitText = new SubmitTextMessage(store, clock);
  const textMessages = new AddTextMessage(store, submitText, phones, clock);
  const textDrafts = new SendTextDraft(store, submitText, clock);
  const itemChanges = new EmailItemChanges(store, clock);
  const clientChanges = new ApplyClientChanges(store, renderer, itemChanges, textMessages, textDrafts, phones);
  const collection = new SyncCollection(store, states, renderer, clientChanges, phones, clock);
  const submit = new Submit(store, blobs, clock);
  const answer = new AnswerMessage(store, blobs, submit, clock);
  const { mostCollections } = limits;
  const wait = { least: limits.leastWait / 1000, most: limits.mostWait / 1000 };
  return commandTable({
    sync: new SyncCommand(collection, deviceStore, waits, {
      ...defaultSyncLimits,
      collections: mostCollections,
      wait,
    }),
    ping: new PingCommand(store, states, folderStates, deviceStore, waits, phones, {
      folders: mostCollections,
      heartbeat: wait,
    }),
    folderSync: new FolderSyncCommand(store, folderStates),
    folderChanges: new FolderChanges(store, folderStates, states),
    settings: new SettingsCommand(devices, clock),
    provision: new ProvisionCommand(devices, {}, clock),
    getItemEstimate: new GetItemEstimateCommand(store, states, phones, clock),
    moveItems: new MoveItemsCommand(store),
    sendMail: new SendMailCommand(submit, clock),
    smartReply: new SmartReplyCommand(answer),
    smartForward: new SmartForwardCommand(answer),
    itemOperations: itemOperations(
      new ItemOperationsCommand(new Fetch(store, blobs, renderer), new EmptyFolder(store)),
    ),
  });
}
