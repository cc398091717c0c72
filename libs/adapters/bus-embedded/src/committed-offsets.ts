/** How far each group has come in each partition: in memory at once, on the disk with the next transaction. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Partition } from './record-log.ts';

export class CommittedOffsets {
  /** By group, then by partition id: the offset that the group reads next. */
  readonly #offsets = new Map<string, Map<number, number>>();
  /** The groups of each topic. */
  readonly #groups = new Map<string, Set<string>>();
  readonly #changed = new Map<string, Set<number>>();
  readonly #insertGroup: StatementSync;
  readonly #upsert: StatementSync;

  constructor(database: DatabaseSync) {
    this.#insertGroup = database.prepare('INSERT OR IGNORE INTO groups (topic, name) VALUES (?, ?)');
    this.#upsert = database.prepare(
      `INSERT INTO committed_offsets (group_name, partition, "offset") VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET "offset" = excluded."offset"`,
    );
    for (const row of database.prepare('SELECT topic, name FROM groups').iterate()) {
      this.#remember(row['topic'] as string, row['name'] as string);
    }
    for (const row of database.prepare('SELECT group_name, partition, "offset" FROM committed_offsets').iterate()) {
      this.#of(row['group_name'] as string).set(row['partition'] as number, row['offset'] as number);
    }
  }

  get changed(): boolean {
    return this.#changed.size > 0;
  }

  /** Makes the group known; only within a transaction. */
  addGroup(topic: string, group: string): void {
    this.#insertGroup.run(topic, group);
    this.#remember(topic, group);
  }

  groups(topic: string): Iterable<string> {
    return this.#groups.get(topic) ?? [];
  }

  /** Where the group goes on: what it committed, or the oldest record kept. */
  of(group: string, partition: Partition): number {
    return Math.max(this.#offsets.get(group)?.get(partition.id) ?? 0, partition.start);
  }

  commit(group: string, partition: Partition, offset: number): void {
    this.#of(group).set(partition.id, offset);
    const changed = this.#changed.get(group);
    if (changed === undefined) this.#changed.set(group, new Set([partition.id]));
    else changed.add(partition.id);
  }

  /** Writes what changed; only within a transaction. */
  write(): void {
    for (const [group, partitions] of this.#changed) {
      const offsets = this.#of(group);
      for (const partition of partitions) this.#upsert.run(group, partition, offsets.get(partition)!);
    }
  }

  /** After the commit of what `write` wrote. */
  written(): void {
    this.#changed.clear();
  }

  #remember(topic: string, group: string): void {
    const groups = this.#groups.get(topic);
    if (groups === undefined) this.#groups.set(topic, new Set([group]));
    else groups.add(group);
  }

  #of(group: string): Map<number, number> {
    let offsets = this.#offsets.get(group);
    if (offsets === undefined) this.#offsets.set(group, (offsets = new Map()));
    return offsets;
  }
}
