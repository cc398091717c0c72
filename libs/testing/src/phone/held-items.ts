/** What the phone holds of a collection. It is strict: an Add of what it has, or a Change of what it has not, is told. */
import {
  type ApplicationData,
  ItemClass,
  type SyncCommandResponse,
  type SyncRequestCommand,
  type SyncResponseCommand,
} from '@postbus/activesync';

export class HeldItems {
  readonly #items = new Map<string, ApplicationData>();
  readonly #texts = new Set<string>();
  /** What the server told that does not fit to what the phone holds. */
  readonly complaints: string[] = [];

  get size(): number {
    return this.#items.size;
  }

  get(serverId: string): ApplicationData | undefined {
    return this.#items.get(serverId);
  }

  /** In the order in which they came. */
  entries(): IterableIterator<[string, ApplicationData]> {
    return this.#items.entries();
  }

  /** Those of text messages. */
  texts(): [string, ApplicationData][] {
    return [...this.#items].filter(([serverId]) => this.#texts.has(serverId));
  }

  clear(): void {
    this.#items.clear();
    this.#texts.clear();
  }

  /** What the phone itself added, under the ServerIds that the server gave. */
  takeAdded(commands: readonly SyncRequestCommand[], responses: readonly SyncCommandResponse[]): void {
    for (const response of responses) {
      if (response.kind !== 'Add' || response.ServerId === undefined) continue;
      const isIt = (one: SyncRequestCommand): boolean => one.kind === 'Add' && one.ClientId === response.ClientId;
      const command = commands.find(isIt);
      if (command?.kind === 'Add') this.#add(response.ServerId, command.ApplicationData, command.Class);
    }
  }

  /** What the phone itself changed. */
  put(serverId: string, data: ApplicationData): void {
    this.#items.set(serverId, { ...this.#items.get(serverId), ...data });
  }

  remove(serverId: string): void {
    this.#items.delete(serverId);
    this.#texts.delete(serverId);
  }

  #add(serverId: string, data: ApplicationData, itemClass: string | undefined): void {
    this.#items.set(serverId, data);
    if (itemClass === ItemClass.Sms) this.#texts.add(serverId);
  }

  take(command: SyncResponseCommand): void {
    const held = this.#items.get(command.ServerId);
    if (command.kind === 'Add') {
      if (held !== undefined) this.complaints.push(`Add of ${command.ServerId}, which is held`);
      this.#add(command.ServerId, command.ApplicationData, command.Class);
    } else if (held === undefined) {
      this.complaints.push(`${command.kind} of ${command.ServerId}, which is not held`);
    } else if (command.kind === 'Change') {
      const isText = command.Class === ItemClass.Sms;
      if (isText !== this.#texts.has(command.ServerId))
        this.complaints.push(`Change of ${command.ServerId} as another class`);
      this.#items.set(command.ServerId, { ...held, ...command.ApplicationData });
    } else {
      this.remove(command.ServerId);
    }
  }
}
