/** Phones that ask for text messages, and what comes into their user's folders. */
import type { SmsItem, SyncOptions, SyncRequestCommand } from '@postbus/activesync';
import type { FolderId, FolderRole, MessageId, StoredMessage } from '@postbus/domain';
import { smsObject } from '@postbus/oxosmms';
import type { HeldItems, Phone, PhoneOptions, SyncOutcome } from '@postbus/testing/phone';
import { textItem } from '@postbus/text-messages';
import { SyncWorld } from './sync-world.ts';

export const bob = '+14255550123';
export const mailOptions: SyncOptions = { FilterType: 0, BodyPreference: [{ Type: 1 }] };
export const smsOptions: SyncOptions = { Class: 'SMS', FilterType: 0, BodyPreference: [{ Type: 1 }] };

export const mail = (subject: string): string =>
  `From: Bob <bob@example.com>\r\nTo: ann@example.org\r\nSubject: ${subject}\r\n\r\nHello\r\n`;

export const item = (text: string, more: Partial<SmsItem> = {}): SmsItem => ({
  to: [{ number: bob }],
  importance: 1,
  read: false,
  text,
  ...more,
});

export const idOf = (serverId: string): MessageId => Number(serverId.split(':')[1]);

export function heldBy(phone: Phone, folder: FolderId): HeldItems {
  return phone.collection(String(folder)).items;
}

/** The texts of the text messages that it holds. */
export function textsOf(phone: Phone, folder: FolderId): unknown[] {
  return heldBy(phone, folder)
    .texts()
    .map(([, { Body }]) => Body?.Data);
}

/** What is answered to one thing that it did; undefined where there is nothing to say. */
export async function statusOf(
  phone: Phone,
  folder: FolderId,
  command: SyncRequestCommand,
): Promise<number | undefined> {
  const { response } = await phone.sync(String(folder), { commands: [command] });
  return response?.Collections?.[0]?.Responses?.[0]?.Status;
}

/** As if the answer had never come. */
export function forget(phone: Phone, folder: string, { response }: SyncOutcome): void {
  const { Commands = [], Responses = [] } = response?.Collections?.[0] ?? {};
  for (const { ServerId = '' } of [...Commands, ...Responses]) phone.collection(folder).items.remove(ServerId);
}

export class TextingWorld {
  #names = 0;

  private constructor(readonly world: SyncWorld) {}

  static async open(options: Parameters<typeof SyncWorld.open>[0] = {}): Promise<TextingWorld> {
    return new TextingWorld(await SyncWorld.open(options));
  }

  close(): Promise<void> {
    return this.world.close();
  }

  newName(): string {
    return `texting${++this.#names}`;
  }

  /** A phone that asks for both classes unless told otherwise. */
  newPhone(options: Partial<PhoneOptions> = {}): Promise<Phone> {
    const deviceId = this.newName();
    return this.world.provisionedPhone({ deviceId, options: mailOptions, smsOptions, ...options });
  }

  newFolder(): Promise<FolderId> {
    return this.world.makeFolder(this.newName());
  }

  async folder(role: FolderRole): Promise<FolderId> {
    const folders = await this.world.adapters.mailStore.folders(this.world.scope);
    return folders.find((folder) => folder.role === role)?.id ?? 0;
  }

  async insert(folder: FolderId, object: Parameters<typeof textItem>[0], at = Date.now()): Promise<MessageId> {
    const message = textItem(object, at, false);
    const { adapters, scope } = this.world;
    const { results } = await adapters.mailStore.apply(scope, [{ do: 'insert-message', folder, message }]);
    return results[0]?.message ?? 0;
  }

  /** What somebody wrote to the user. */
  arrives(folder: FolderId, text: string, at = Date.now(), from = bob): Promise<MessageId> {
    return this.insert(folder, smsObject({ origin: 'received', text, at, from: { number: from } }), at);
  }

  stored(id: MessageId): Promise<StoredMessage | undefined> {
    return this.world.adapters.mailStore.message(this.world.scope, id);
  }
}
