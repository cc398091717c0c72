/** Which of an account's connections this process keeps up; others are other processes'. SMPP 3.4 2.2 */
import type { KeptBind, KeptBindOptions } from './kept-bind.ts';

export class HeldBinds {
  readonly #connections: readonly (readonly KeptBindOptions[])[];
  readonly #make: (options: KeptBindOptions) => KeptBind;
  /** By the index of their connection. */
  readonly #held = new Map<number, readonly KeptBind[]>();
  readonly #leaving = new Set<Promise<void>>();
  #isStarted = false;

  /** Holds all of them at first. */
  constructor(connections: readonly (readonly KeptBindOptions[])[], make: (options: KeptBindOptions) => KeptBind) {
    this.#connections = connections;
    this.#make = make;
    this.hold(new Set(connections.keys()));
  }

  get held(): readonly KeptBind[] {
    return [...this.#held.values()].flat();
  }

  /** How many of those held send. */
  get transmitters(): number {
    return [...this.#held.keys()].reduce((sum, index) => sum + transmittersOf(this.#connections[index]!), 0);
  }

  get transmittersOfAll(): number {
    return this.#connections.reduce((sum, connection) => sum + transmittersOf(connection), 0);
  }

  start(): void {
    this.#isStarted = true;
    for (const bind of this.held) bind.start();
  }

  /** From now on these, by their index. */
  hold(indexes: ReadonlySet<number>): void {
    for (const [index, binds] of this.#held) {
      if (indexes.has(index)) continue;
      this.#held.delete(index);
      for (const bind of binds) this.#leave(bind);
    }
    for (const [index, connection] of this.#connections.entries()) {
      if (!indexes.has(index) || this.#held.has(index)) continue;
      const binds = connection.map(this.#make);
      this.#held.set(index, binds);
      if (this.#isStarted) for (const bind of binds) bind.start();
    }
  }

  /** Ends all, in order. */
  async close(): Promise<void> {
    await Promise.all([...this.#leaving, ...this.held.map((bind) => bind.close())]);
  }

  #leave(bind: KeptBind): void {
    const left = bind.close().finally(() => this.#leaving.delete(left));
    this.#leaving.add(left);
  }
}

function transmittersOf(connection: readonly KeptBindOptions[]): number {
  return connection.filter(({ kind }) => kind !== 'receiver').length;
}
