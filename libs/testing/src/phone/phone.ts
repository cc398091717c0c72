/**
 * An ActiveSync phone that keeps to the protocol: it provisions, follows the folder hierarchy, synchronizes, waits,
 * fetches, and sends. Used by tests and by the demo; it knows the server by its documents only.
 */
import {
  type CommandName,
  type FolderDescription,
  type Message,
  type OutboundSms,
  type PingResponse,
  PingStatus,
  type ProtocolVersion,
  type SmsItem,
  type SyncRequestCommand,
  pingRequest,
  pingResponse,
  smsClientAdd,
} from '@postbus/activesync';
import { CommandChannel, type DeviceOptions } from './command-channel.ts';
import { sendMail, smartReply } from './composed-mail.ts';
import type { HttpAnswer } from './connection.ts';
import { addresses, provision, tellOutboundSms } from './device-settings.ts';
import { fetchAttachment, fetchMime, moveItem } from './fetched-items.ts';
import { FolderHierarchy } from './folder-hierarchy.ts';
import { PhoneError } from './phone-error.ts';
import {
  type Collection,
  type CollectionOptions,
  type SyncChange,
  type SyncOutcome,
  SynchronizedCollections,
} from './synchronized-collections.ts';

export interface PhoneOptions extends DeviceOptions, CollectionOptions {}

export class Phone {
  readonly #channel: CommandChannel;
  readonly #hierarchy: FolderHierarchy;
  readonly #collections: SynchronizedCollections;

  constructor(options: PhoneOptions) {
    this.#channel = new CommandChannel(options);
    this.#hierarchy = new FolderHierarchy(this.#channel);
    this.#collections = new SynchronizedCollections(this.#channel, options);
  }

  get version(): ProtocolVersion {
    return this.#channel.version;
  }

  /** By ServerId, as `folderSync` left them. */
  get folders(): ReadonlyMap<string, FolderDescription> {
    return this.#hierarchy.folders;
  }

  /** What the server says of itself to OPTIONS. [MS-ASHTTP] 2.2.3 */
  versions(): Promise<{ readonly versions: readonly string[]; readonly commands: readonly string[] }> {
    return this.#channel.versions();
  }

  /** Gets the policy and says that it keeps it. [MS-ASPROV] 3.1.5.1 */
  provision(): Promise<void> {
    return provision(this.#channel);
  }

  /** Brings `folders` up to date. [MS-ASCMD] 2.2.1.5 */
  folderSync(): Promise<void> {
    return this.#hierarchy.sync();
  }

  /** ServerId of the first folder of a FolderType. */
  folderOf(type: number): string {
    return this.#hierarchy.ofType(type);
  }

  collection(id: string): Collection {
    return this.#collections.collection(id);
  }

  /**
   * One Sync of a collection; the first one of SyncKey 0 is followed by the one that brings items.
   * @param change what the phone did, and how long the server may wait
   */
  sync(id: string, change: SyncChange = {}): Promise<SyncOutcome> {
    return this.#collections.sync(id, change);
  }

  /** Syncs until there is no more. Returns how many requests that took. */
  async syncAll(id: string): Promise<number> {
    for (let requests = 1; ; requests++) {
      const { more } = await this.sync(id);
      if (!more) return requests;
    }
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
    const command = smsClientAdd(this.#channel.newClientId().slice(-64), item);
    const { response } = await this.sync(collectionId, { commands: [command] });
    const added = response?.Collections?.[0]?.Responses?.[0];
    if (added?.kind !== 'Add' || added.ServerId === undefined) {
      throw new PhoneError('command-status', added?.Status ?? 0, 'the text message was not added');
    }
    return added.ServerId;
  }

  /** Says whether the phone sends text messages that are written elsewhere; returns the Status. [MS-ASMS] 3.1.4.3 */
  tellOutboundSms(outbound: OutboundSms): Promise<number> {
    return tellOutboundSms(this.#channel, outbound);
  }

  /** Moves an item; returns its new ServerId. [MS-ASCMD] 2.2.1.12 */
  move(serverId: string, from: string, to: string): Promise<string> {
    return moveItem(this.#channel, serverId, from, to);
  }

  /** Bytes of an attachment by its FileReference. [MS-ASCMD] 2.2.1.10 */
  fetchAttachment(fileReference: string): Promise<Uint8Array> {
    return fetchAttachment(this.#channel, fileReference);
  }

  /** The whole MIME of an item. */
  fetchMime(collectionId: string, serverId: string): Promise<Uint8Array> {
    return fetchMime(this.#channel, collectionId, serverId);
  }

  /** Sends a message; the same `clientId` again sends it once. [MS-ASCMD] 2.2.1.17 */
  sendMail(mime: Uint8Array, clientId = this.#channel.newClientId()): Promise<void> {
    return sendMail(this.#channel, mime, clientId);
  }

  /** Answers an item. [MS-ASCMD] 2.2.1.20 */
  smartReply(
    collectionId: string,
    serverId: string,
    mime: Uint8Array,
    clientId = this.#channel.newClientId(),
  ): Promise<void> {
    return smartReply(this.#channel, { collectionId, serverId }, mime, clientId);
  }

  /** Addresses of the user. [MS-ASCMD] 2.2.1.18 */
  addresses(): Promise<readonly string[]> {
    return addresses(this.#channel);
  }

  /**
   * Sends a command and reads its answer.
   * @returns undefined for an empty body
   * @throws {PhoneError} `http-status` for anything but 200
   */
  command<Request, Response>(
    name: CommandName,
    request: Message<Request>,
    response: Message<Response>,
    value: NoInfer<Request> | undefined,
    signal?: AbortSignal,
  ): Promise<Response | undefined> {
    return this.#channel.command(name, request, response, value, signal);
  }

  /** Sends any body as a command. */
  post(name: CommandName, body: Uint8Array, signal?: AbortSignal): Promise<HttpAnswer> {
    return this.#channel.post(name, body, signal);
  }

  close(): void {
    this.#channel.close();
  }
}
