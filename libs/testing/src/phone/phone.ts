/**
 * An ActiveSync phone that keeps to the protocol: it provisions, follows the folder hierarchy, synchronizes, waits,
 * fetches, and sends. Used by tests and by the demo; it knows the server by its documents only.
 */
import {
  BodyType,
  FolderStatus,
  type FolderDescription,
  type ItemOperationsRequest,
  type ItemOperationsResponse,
  ItemClass,
  type ItemProperties,
  type Message,
  type OutboundSms,
  PingStatus,
  type PingResponse,
  type SmsItem,
  type ProtocolVersion,
  type SyncOptions,
  type SyncRequestCommand,
  type SyncResponse,
  SyncStatus,
  type CommandName,
  type CommandRequestLine,
  decodeMessage,
  encodeMessage,
  encodePlainQuery,
  encodeBase64Query,
  folderSyncRequest,
  folderSyncResponse,
  itemOperationsRequest,
  itemOperationsResponse,
  moveItemsRequest,
  moveItemsResponse,
  outboundSmsDetails,
  pingRequest,
  pingResponse,
  provisionRequest,
  provisionResponse,
  sendMailRequest,
  sendMailResponse,
  settingsRequest,
  settingsResponse,
  smsClientAdd,
  smartReplyRequest,
  smartReplyResponse,
  syncRequest,
  syncResponse,
  wbxmlPolicyType,
} from '@postbus/activesync';
import { toBase64, utf8Bytes } from '@postbus/bytes';
import { type ConnectionOptions, type HttpAnswer, PhoneConnection } from './connection.ts';
import { HeldItems } from './held-items.ts';
import { PhoneError } from './phone-error.ts';

export interface PhoneOptions extends ConnectionOptions {
  readonly user: string;
  readonly password: string;
  readonly deviceId: string;
  readonly version?: ProtocolVersion;
  /** How the query is written; phones since 12.1 use base64. */
  readonly query?: 'base64' | 'plain';
  readonly options?: SyncOptions;
  /** Of text messages, which the phone asks for where they are told. [MS-ASMS] 3.1.4.1.1 */
  readonly smsOptions?: SyncOptions;
  readonly windowSize?: number;
}

/** What one Sync has beside the collection. */
export interface SyncChange {
  readonly commands?: readonly SyncRequestCommand[];
  /** Seconds that the server may wait. */
  readonly heartbeat?: number;
  /** All blocks of Options, instead of those that the phone has. */
  readonly options?: readonly SyncOptions[];
  readonly signal?: AbortSignal;
}

export interface Collection {
  readonly items: HeldItems;
  syncKey: string;
}

export interface SyncOutcome {
  /** Whether the answer held anything. */
  readonly changed: boolean;
  readonly more: boolean;
  readonly response: SyncResponse | undefined;
}

const defaultOptions: SyncOptions = {
  FilterType: 0,
  BodyPreference: [
    { Type: BodyType.Html, TruncationSize: 100_000 },
    { Type: BodyType.PlainText, TruncationSize: 100_000 },
  ],
  MIMESupport: 0,
};

export class Phone {
  readonly version: ProtocolVersion;
  readonly folders = new Map<string, FolderDescription>();
  readonly #connection: PhoneConnection;
  readonly #options: PhoneOptions;
  readonly #collections = new Map<string, Collection>();
  #folderKey = '0';
  #policyKey = 0;
  #clientIds = 0;

  constructor(options: PhoneOptions) {
    this.#options = options;
    this.version = options.version ?? '14.1';
    this.#connection = new PhoneConnection(options);
  }

  /** What the server says of itself to OPTIONS. [MS-ASHTTP] 2.2.3 */
  async versions(): Promise<{ readonly versions: readonly string[]; readonly commands: readonly string[] }> {
    const answer = await this.#connection.send('OPTIONS', '', this.#authorization(), new Uint8Array());
    if (answer.status !== 200) throw new PhoneError('http-status', answer.status, 'OPTIONS was refused');
    const list = (name: string): string[] => String(answer.headers[name] ?? '').split(',');
    return { versions: list('ms-asprotocolversions'), commands: list('ms-asprotocolcommands') };
  }

  /** Gets the policy and says that it keeps it. [MS-ASPROV] 3.1.5.1 */
  async provision(): Promise<void> {
    this.#policyKey = 0;
    const initial = await this.command('Provision', provisionRequest, provisionResponse, {
      ...(this.version !== '14.0' && {
        DeviceInformation: { Set: { Model: 'Test phone', OS: 'Test OS 1.0', FriendlyName: 'Phone' } },
      }),
      Policies: { Policy: { PolicyType: wbxmlPolicyType } },
    });
    const offered = initial?.Policies?.Policy.PolicyKey;
    if (initial?.Status !== 1 || offered === undefined)
      throw new PhoneError('command-status', initial?.Status ?? 0, 'no policy was given');
    this.#policyKey = Number(offered);
    const final = await this.command('Provision', provisionRequest, provisionResponse, {
      Policies: { Policy: { PolicyType: wbxmlPolicyType, PolicyKey: offered, Status: 1 } },
    });
    const kept = final?.Policies?.Policy;
    if (kept?.Status !== 1 || kept.PolicyKey === undefined)
      throw new PhoneError('command-status', kept?.Status ?? 0, 'the policy was not acknowledged');
    this.#policyKey = Number(kept.PolicyKey);
  }

  /** Brings `folders` up to date. [MS-ASCMD] 2.2.1.5 */
  async folderSync(): Promise<void> {
    const response = await this.command('FolderSync', folderSyncRequest, folderSyncResponse, {
      SyncKey: this.#folderKey,
    });
    if (response?.Status === FolderStatus.InvalidSyncKey) {
      this.#folderKey = '0';
      this.folders.clear();
      return this.folderSync();
    }
    if (response?.Status !== FolderStatus.Success)
      throw new PhoneError('command-status', response?.Status ?? 0, 'FolderSync failed');
    this.#folderKey = response.SyncKey ?? this.#folderKey;
    for (const { ServerId } of response.Changes?.Delete ?? []) this.folders.delete(ServerId);
    for (const folder of [...(response.Changes?.Update ?? []), ...(response.Changes?.Add ?? [])]) {
      this.folders.set(folder.ServerId, folder);
    }
  }

  /** ServerId of the first folder of a FolderType. */
  folderOf(type: number): string {
    for (const folder of this.folders.values()) if (folder.Type === type) return folder.ServerId;
    throw new PhoneError('protocol', type, 'there is no folder of this type');
  }

  collection(id: string): Collection {
    const collection = this.#collections.get(id) ?? { syncKey: '0', items: new HeldItems() };
    this.#collections.set(id, collection);
    return collection;
  }

  /**
   * One Sync of a collection; the first one of SyncKey 0 is followed by the one that brings items.
   * @param change what the phone did, and how long the server may wait
   */
  async sync(id: string, change: SyncChange = {}): Promise<SyncOutcome> {
    const collection = this.collection(id);
    if (collection.syncKey === '0') await this.#exchange(id, collection, {});
    return this.#exchange(id, collection, change);
  }

  /** Syncs until there is no more. Returns how many requests that took. */
  async syncAll(id: string): Promise<number> {
    for (let requests = 1; ; requests++) {
      const { more } = await this.sync(id);
      if (!more) return requests;
    }
  }

  async #exchange(id: string, collection: Collection, change: SyncChange): Promise<SyncOutcome> {
    const first = collection.syncKey === '0';
    const request = {
      Collections: [
        {
          SyncKey: collection.syncKey,
          CollectionId: id,
          ...(!first && { DeletesAsMoves: true, GetChanges: true, WindowSize: this.#options.windowSize ?? 100 }),
          ...(!first && { Options: change.options ?? this.#blocks() }),
          ...(change.commands !== undefined && { Commands: change.commands }),
        },
      ],
      ...(change.heartbeat !== undefined && { HeartbeatInterval: change.heartbeat }),
    };
    const response = await this.command('Sync', syncRequest, syncResponse, request, change.signal);
    return this.#take(collection, response, change.commands);
  }

  #blocks(): SyncOptions[] {
    const { options = defaultOptions, smsOptions } = this.#options;
    return smsOptions === undefined ? [options] : [options, { ...smsOptions, Class: ItemClass.Sms }];
  }

  #take(
    collection: Collection,
    response: SyncResponse | undefined,
    commands: readonly SyncRequestCommand[] = [],
  ): SyncOutcome {
    if (response === undefined) return { changed: false, more: false, response };
    const answer = response.Collections?.[0];
    const status = response.Status ?? answer?.Status ?? 0;
    if (status === SyncStatus.InvalidSyncKey) {
      collection.syncKey = '0';
      collection.items.clear();
    }
    if (status !== SyncStatus.Success || answer === undefined)
      throw new PhoneError('command-status', status, 'Sync failed');
    collection.syncKey = answer.SyncKey ?? collection.syncKey;
    collection.items.takeAdded(commands, answer.Responses ?? []);
    for (const command of answer.Commands ?? []) collection.items.take(command);
    return { changed: true, more: answer.MoreAvailable !== undefined, response };
  }

  /** Waits until a folder changes. Returns those that did; none when `heartbeat` (seconds) passed. [MS-ASCMD] 2.2.1.13 */
  async ping(folders: readonly string[], heartbeat: number, signal?: AbortSignal): Promise<readonly string[]> {
    const request = { HeartbeatInterval: heartbeat, Folders: folders.map((Id) => ({ Id, Class: 'Email' })) };
    const response: PingResponse | undefined = await this.command('Ping', pingRequest, pingResponse, request, signal);
    if (response?.Status === PingStatus.Expired) return [];
    if (response?.Status !== PingStatus.Changes)
      throw new PhoneError('command-status', response?.Status ?? 0, 'Ping failed');
    return response.Folders ?? [];
  }

  /** Marks an item read or unread. */
  async markRead(collectionId: string, serverId: string, read: boolean): Promise<void> {
    const command: SyncRequestCommand = { kind: 'Change', ServerId: serverId, ApplicationData: { Read: read } };
    await this.sync(collectionId, { commands: [command] });
    this.collection(collectionId).items.put(serverId, { Read: read });
  }

  async delete(collectionId: string, serverId: string): Promise<void> {
    await this.sync(collectionId, { commands: [{ kind: 'Delete', ServerId: serverId }] });
    this.collection(collectionId).items.remove(serverId);
  }

  /** Adds a text message that the phone received, sent, or wants sent; returns its ServerId. [MS-ASMS] 3.1.4.1.2 */
  async addSms(collectionId: string, item: SmsItem): Promise<string> {
    const command = smsClientAdd(this.#newClientId().slice(-64), item);
    const { response } = await this.sync(collectionId, { commands: [command] });
    const added = response?.Collections?.[0]?.Responses?.[0];
    if (added?.kind !== 'Add' || added.ServerId === undefined) {
      throw new PhoneError('command-status', added?.Status ?? 0, 'the text message was not added');
    }
    return added.ServerId;
  }

  /** Says whether the phone sends text messages that are written elsewhere; returns the Status. [MS-ASMS] 3.1.4.3 */
  async tellOutboundSms(outbound: OutboundSms): Promise<number> {
    const response = await this.command('Settings', settingsRequest, settingsResponse, {
      DeviceInformation: { Set: outboundSmsDetails(outbound) },
    });
    return response?.DeviceInformation?.Status ?? response?.Status ?? 0;
  }

  /** Moves an item; returns its new ServerId. [MS-ASCMD] 2.2.1.12 */
  async move(serverId: string, from: string, to: string): Promise<string> {
    const response = await this.command('MoveItems', moveItemsRequest, moveItemsResponse, {
      Move: [{ SrcMsgId: serverId, SrcFldId: from, DstFldId: to }],
    });
    const moved = response?.Response?.[0];
    if (moved?.DstMsgId === undefined) throw new PhoneError('command-status', moved?.Status ?? 0, 'MoveItems failed');
    return moved.DstMsgId;
  }

  /** Bytes of an attachment by its FileReference. [MS-ASCMD] 2.2.1.10 */
  async fetchAttachment(fileReference: string): Promise<Uint8Array> {
    const properties = await this.#fetch([{ kind: 'Fetch', Store: 'Mailbox', FileReference: fileReference }]);
    if (properties?.Data === undefined) throw new PhoneError('protocol', 0, 'the attachment has no data');
    return properties.Data;
  }

  /** The whole MIME of an item. */
  async fetchMime(collectionId: string, serverId: string): Promise<Uint8Array> {
    const properties = await this.#fetch([
      {
        kind: 'Fetch',
        Store: 'Mailbox',
        CollectionId: collectionId,
        ServerId: serverId,
        Options: { MIMESupport: 2, BodyPreference: [{ Type: BodyType.Mime }] },
      },
    ]);
    const data = properties?.Body?.Data;
    if (data === undefined) throw new PhoneError('protocol', 0, 'the item has no body');
    return typeof data === 'string' ? utf8Bytes(data) : data;
  }

  async #fetch(request: ItemOperationsRequest): Promise<ItemProperties | undefined> {
    const response: ItemOperationsResponse | undefined = await this.command(
      'ItemOperations',
      itemOperationsRequest,
      itemOperationsResponse,
      request,
    );
    const fetched = response?.Response?.[0];
    if (fetched?.kind !== 'Fetch' || fetched.Status !== 1) {
      throw new PhoneError('command-status', fetched?.Status ?? response?.Status ?? 0, 'ItemOperations failed');
    }
    return fetched.Properties;
  }

  /** Sends a message; the same `clientId` again sends it once. [MS-ASCMD] 2.2.1.17 */
  async sendMail(mime: Uint8Array, clientId = this.#newClientId()): Promise<void> {
    const response = await this.command('SendMail', sendMailRequest, sendMailResponse, {
      ClientId: clientId,
      SaveInSentItems: true,
      Mime: mime,
    });
    if (response !== undefined) throw new PhoneError('command-status', response.Status, 'SendMail failed');
  }

  /** Answers an item. [MS-ASCMD] 2.2.1.20 */
  async smartReply(
    collectionId: string,
    serverId: string,
    mime: Uint8Array,
    clientId = this.#newClientId(),
  ): Promise<void> {
    const response = await this.command('SmartReply', smartReplyRequest, smartReplyResponse, {
      ClientId: clientId,
      Source: { FolderId: collectionId, ItemId: serverId },
      SaveInSentItems: true,
      Mime: mime,
    });
    if (response !== undefined) throw new PhoneError('command-status', response.Status, 'SmartReply failed');
  }

  /** Addresses of the user. [MS-ASCMD] 2.2.1.18 */
  async addresses(): Promise<readonly string[]> {
    const response = await this.command('Settings', settingsRequest, settingsResponse, {
      UserInformation: { Get: true },
    });
    const get = response?.UserInformation?.Get;
    return get?.Accounts?.[0]?.EmailAddresses?.SMTPAddress ?? get?.EmailAddresses?.SMTPAddress ?? [];
  }

  /**
   * Sends a command and reads its answer.
   * @returns undefined for an empty body
   * @throws {PhoneError} `http-status` for anything but 200
   */
  async command<Request, Response>(
    name: CommandName,
    request: Message<Request>,
    response: Message<Response>,
    value: NoInfer<Request> | undefined,
    signal?: AbortSignal,
  ): Promise<Response | undefined> {
    const body = value === undefined ? new Uint8Array() : encodeMessage(request, value, this.version);
    const answer = await this.post(name, body, signal);
    if (answer.status !== 200) throw new PhoneError('http-status', answer.status, `${name} was refused`);
    return answer.body.length === 0 ? undefined : decodeMessage(response, answer.body, { version: this.version });
  }

  /** Sends any body as a command. */
  post(name: CommandName, body: Uint8Array, signal?: AbortSignal): Promise<HttpAnswer> {
    const headers = {
      ...this.#authorization(),
      'content-type': 'application/vnd.ms-sync.wbxml',
      'user-agent': 'PostbusTestPhone/1.0',
    };
    if (this.#options.query === 'plain') {
      const plain = { 'ms-asprotocolversion': this.version, 'x-ms-policykey': String(this.#policyKey) };
      return this.#connection.send(
        'POST',
        `?${encodePlainQuery(this.#requestLine(name))}`,
        { ...headers, ...plain },
        body,
        signal,
      );
    }
    return this.#connection.send('POST', `?${encodeBase64Query(this.#requestLine(name))}`, headers, body, signal);
  }

  close(): void {
    this.#connection.close();
  }

  #requestLine(command: CommandName): CommandRequestLine {
    return {
      command,
      deviceId: this.#options.deviceId,
      deviceType: 'TestPhone',
      user: this.#options.user,
      parameters: { saveInSent: false, acceptMultiPart: false },
      protocolVersion: this.version,
      locale: 0x0409,
      policyKey: this.#policyKey,
    };
  }

  #authorization(): Record<string, string> {
    return { authorization: `Basic ${toBase64(utf8Bytes(`${this.#options.user}:${this.#options.password}`))}` };
  }

  #newClientId(): string {
    return `${this.#options.deviceId}-${Date.now()}-${++this.#clientIds}`;
  }
}
