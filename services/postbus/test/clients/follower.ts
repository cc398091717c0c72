/** A phone that synchronizes its Inbox all the time, by Ping and by Sync that waits in turn, and marks some items read. */
import { FolderType, type SyncRequestCommand } from '@postbus/activesync';
import { Phone } from '@postbus/testing/phone';
import type { KeptMessage } from './kept-message.ts';
import { type Place, password } from './place.ts';
import { untilDone } from './until-done.ts';

export interface FollowerOptions {
  readonly place: Place;
  readonly user: string;
  /** The user without what no device id may hold unless told. */
  readonly deviceId?: string;
  /** Seconds that its requests ask to wait. */
  readonly heartbeat: number;
  /** Whether it marks items read, and so changes the mailbox. */
  readonly marks: boolean;
}

/** A phone marks one of so many read. */
const readOneIn = 5;

export class Follower {
  readonly user: string;
  readonly #phone: Phone;
  readonly #marks: boolean;
  readonly #heartbeat: number;
  readonly #marked = new Set<string>();
  readonly #seen = new Set<string>();
  #taken = 0;
  #inbox = '';
  #doing = { what: 'nothing', since: performance.now() };

  constructor({ place, user, deviceId = user.replaceAll(/\W/g, ''), heartbeat, marks }: FollowerOptions) {
    this.user = user;
    this.#phone = new Phone({ origin: place.httpOrigin, user, password, deviceId, windowSize: 10 });
    this.#heartbeat = heartbeat;
    this.#marks = marks;
  }

  /** What the server told it that does not fit to what it held. */
  get complaints(): readonly string[] {
    return this.#collection.items.complaints;
  }

  get held(): KeptMessage[] {
    return [...this.#collection.items.entries()].map(([, { Subject = '', Read = false }]) => ({
      subject: Subject,
      read: Read,
    }));
  }

  get marked(): number {
    return this.#marked.size;
  }

  /** The request that it waits for, and for how many seconds, attempts before it included. */
  get doing(): string {
    const { what, since } = this.#doing;
    return `${what} for ${((performance.now() - since) / 1000).toFixed(1)} s`;
  }

  /** Whether a message with this subject has come. */
  hasSeen(subject: string): boolean {
    return this.#seen.has(subject);
  }

  get #collection() {
    return this.#phone.collection(this.#inbox);
  }

  /** Until `signal`, which ends a request that waits. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      await this.#untilDone('Provision', () => this.#phone.provision(), signal);
      await this.#untilDone('FolderSync', () => this.#phone.folderSync(), signal);
      this.#inbox = this.#phone.folderOf(FolderType.Inbox);
      for (let turn = 0; !signal.aborted; turn++) {
        await this.sync(signal);
        if (turn % 2 === 0)
          await this.#untilDone('Ping', () => this.#phone.ping([this.#inbox], this.#heartbeat, signal), signal);
        else await this.#exchange({ heartbeat: this.#heartbeat }, signal);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Takes what there is, and tells what was marked. */
  async sync(signal?: AbortSignal): Promise<void> {
    while ((await this.#exchange({}, signal)).more);
    if (!this.#marks) return;
    const unread = [...this.#collection.items.entries()].filter(
      ([id, { Subject = '' }]) => Number(/\d+$/.exec(Subject)?.[0]) % readOneIn === 0 && !this.#marked.has(id),
    );
    if (unread.length === 0) return;
    const commands = unread.map(([ServerId]): SyncRequestCommand => ({
      kind: 'Change',
      ServerId,
      ApplicationData: { Read: true },
    }));
    await this.#exchange({ commands }, signal);
    for (const [id] of unread) {
      this.#marked.add(id);
      this.#collection.items.put(id, { Read: true });
    }
  }

  close(): void {
    this.#phone.close();
  }

  async #exchange(
    change: { readonly commands?: readonly SyncRequestCommand[]; readonly heartbeat?: number },
    signal?: AbortSignal,
  ) {
    const given = { ...change, ...(signal !== undefined && { signal }) };
    const what = change.heartbeat === undefined ? 'Sync' : 'Sync that waits';
    const outcome = await this.#untilDone(what, () => this.#phone.sync(this.#inbox, given), signal);
    this.#look();
    return outcome;
  }

  async #untilDone<Result>(what: string, action: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    this.#doing = { what, since: performance.now() };
    return untilDone(action, signal);
  }

  /** Items come behind those that are there. */
  #look(): void {
    const { items } = this.#collection;
    if (items.size === this.#taken) return;
    for (const { subject } of this.held) this.#seen.add(subject);
    this.#taken = items.size;
  }
}
