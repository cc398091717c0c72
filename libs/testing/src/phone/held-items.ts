/** What the phone holds of a collection. It is strict: an Add of what it has, or a Change of what it has not, is told. */
import type { ApplicationData, SyncResponseCommand } from '@postbus/activesync';

export class HeldItems {
  readonly #items = new Map<string, ApplicationData>();
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

  clear(): void {
    this.#items.clear();
  }

  /** What the phone itself changed. */
  put(serverId: string, data: ApplicationData): void {
    this.#items.set(serverId, { ...this.#items.get(serverId), ...data });
  }

  remove(serverId: string): void {
    this.#items.delete(serverId);
  }

  take(command: SyncResponseCommand): void {
    const held = this.#items.get(command.ServerId);
    if (command.kind === 'Add') {
      if (held !== undefined) this.complaints.push(`Add of ${command.ServerId}, which is held`);
      this.#items.set(command.ServerId, command.ApplicationData);
    } else if (held === undefined) {
      this.complaints.push(`${command.kind} of ${command.ServerId}, which is not held`);
    } else if (command.kind === 'Change') {
      this.#items.set(command.ServerId, { ...held, ...command.ApplicationData });
    } else {
      this.#items.delete(command.ServerId);
    }
  }
}
