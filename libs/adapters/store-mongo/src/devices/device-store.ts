/** The DeviceStore: each write compares the version that its writer knew. */
import type { Device, DeviceId, JsonValue, MailboxScope } from '@postbus/domain';
import { type MongoConnection, isDuplicateKey } from '@postbus/mongo-connection';
import { type DeviceStore, PortError, type Versioned } from '@postbus/ports';
import type { Model } from 'mongoose';
import { type MailboxDocument, checkAccess, mailboxKey, readMailbox } from '../mail/mailbox-document.ts';
import { type OfMailbox, allOf } from '../of-mailbox.ts';
import type { StoreCalls } from '../store-calls.ts';
import {
  type DeviceDocument,
  type DeviceDocuments,
  type DeviceStateDocument,
  deviceDocuments,
  deviceKey,
  stateKey,
  statesFrom,
} from './device-document.ts';

export class MongoDeviceStore implements DeviceStore {
  readonly #documents: DeviceDocuments;
  readonly #mailboxes: Model<MailboxDocument>;
  readonly #calls: StoreCalls;

  constructor({ connection }: MongoConnection, mailboxes: Model<MailboxDocument>, calls: StoreCalls) {
    this.#documents = deviceDocuments(connection);
    this.#mailboxes = mailboxes;
    this.#calls = calls;
  }

  devices(scope: MailboxScope): Promise<Device[]> {
    return this.#read(scope, async (mailbox) => {
      const found = await this.#documents.devices.find(allOf(mailbox)).sort({ _id: 1 }).lean<DeviceDocument[]>();
      return found.map(({ device }) => device);
    });
  }

  device(scope: MailboxScope, id: DeviceId): Promise<Versioned<Device> | undefined> {
    return this.#read(scope, async (mailbox) => {
      const found = await this.#documents.devices.findOne(deviceKey(mailbox, id)).lean<DeviceDocument>();
      return found === null ? undefined : { value: found.device, version: found.version };
    });
  }

  putDevice(scope: MailboxScope, device: Device, ifVersion: number): Promise<void> {
    return this.#write(scope, (mailbox) =>
      put(this.#documents.devices, deviceKey(mailbox, device.id), { device }, ifVersion),
    );
  }

  /** The states go first: what a fault leaves is a device without states, not states for a new device of the id. */
  removeDevice(scope: MailboxScope, id: DeviceId): Promise<void> {
    return this.#write(scope, async (mailbox) => {
      await this.#documents.states.deleteMany(statesFrom(mailbox, id, ''));
      await this.#documents.devices.deleteOne(deviceKey(mailbox, id));
    });
  }

  state(scope: MailboxScope, id: DeviceId, name: string): Promise<Versioned<JsonValue> | undefined> {
    return this.#read(scope, async (mailbox) => {
      const found = await this.#documents.states.findOne(stateKey(mailbox, id, name)).lean<DeviceStateDocument>();
      return found === null ? undefined : { value: JSON.parse(found.state) as JsonValue, version: found.version };
    });
  }

  putState(scope: MailboxScope, id: DeviceId, name: string, state: JsonValue, ifVersion: number): Promise<void> {
    const json = JSON.stringify(state);
    return this.#write(scope, (mailbox) =>
      put(this.#documents.states, stateKey(mailbox, id, name), { state: json }, ifVersion),
    );
  }

  removeStates(scope: MailboxScope, id: DeviceId, prefix: string): Promise<void> {
    return this.#write(scope, async (mailbox) => {
      await this.#documents.states.deleteMany(statesFrom(mailbox, id, prefix));
    });
  }

  /** The mailbox is looked for beside what is read, so that both take one round trip. */
  #read<Result>(scope: MailboxScope, read: (mailbox: string) => Promise<Result>): Promise<Result> {
    return this.#calls.run(async () => {
      checkAccess(scope);
      const [result] = await Promise.all([read(mailboxKey(scope)), readMailbox(this.#mailboxes, scope)]);
      return result;
    });
  }

  #write(scope: MailboxScope, write: (mailbox: string) => Promise<void>): Promise<void> {
    return this.#calls.run(async () => {
      checkAccess(scope);
      await readMailbox(this.#mailboxes, scope);
      await write(mailboxKey(scope));
    });
  }
}

/** @throws {PortError} `conflict` */
async function put<Document extends OfMailbox & { readonly version: number }>(
  documents: Model<Document>,
  key: OfMailbox,
  value: Partial<Document>,
  ifVersion: number,
): Promise<void> {
  const written =
    ifVersion === 0 ? await inserted(documents, key, value) : await replaced(documents, key, value, ifVersion);
  if (!written) throw new PortError('conflict', 'device-store', `${key._id} is no longer at version ${ifVersion}`);
}

async function inserted<Document>(documents: Model<Document>, key: OfMailbox, value: object): Promise<boolean> {
  try {
    await documents.collection.insertOne({ ...key, version: 1, ...value } as never);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

async function replaced<Document>(
  documents: Model<Document>,
  key: OfMailbox,
  value: object,
  ifVersion: number,
): Promise<boolean> {
  const update = { $set: value, $inc: { version: 1 } };
  const { matchedCount } = await documents.collection.updateOne({ ...key, version: ifVersion } as never, update);
  return matchedCount === 1;
}
