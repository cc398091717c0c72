/** The AuditLog: a document an entry, and one write that concludes it. */
import { isDuplicateKey } from '@postbus/mongo-connection';
import { type AuditConclusion, type AuditEntry, type AuditLog, type AuditQuery, lowestAuditId } from '@postbus/ports';
import type { Connection, Model } from 'mongoose';
import type { StoreCalls } from '../store-calls.ts';
import { type AuditDocument, auditDocument, auditEntry, auditModel } from './audit-document.ts';

const filters = ['action', 'principal', 'subject'] as const;

export class MongoAuditLog implements AuditLog {
  readonly #entries: Model<AuditDocument>;
  readonly #calls: StoreCalls;

  constructor(connection: Connection, calls: StoreCalls) {
    this.#entries = auditModel(connection);
    this.#calls = calls;
  }

  append(entry: AuditEntry): Promise<void> {
    return this.#calls.run(async () => {
      try {
        await this.#entries.insertOne(auditDocument(entry));
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    });
  }

  conclude(id: string, conclusion: AuditConclusion): Promise<void> {
    return this.#calls.run(async () => {
      await this.#entries.updateOne({ _id: id, outcome: 'requested' }, { $set: { ...conclusion } });
    });
  }

  read(query: AuditQuery): Promise<AuditEntry[]> {
    const { after = 0, before, olderThan, limit } = query;
    const ends = [
      ...(before === undefined ? [] : [lowestAuditId(before)]),
      ...(olderThan === undefined ? [] : [olderThan]),
    ];
    const [end] = ends.toSorted();
    const given = filters.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]] as const]));
    const wanted = {
      ...Object.fromEntries(given),
      _id: { $gte: lowestAuditId(after), ...(end !== undefined && { $lt: end }) },
    };
    return this.#calls.run(async () => {
      const found = await this.#entries.find(wanted).sort({ _id: -1 }).limit(limit).lean<AuditDocument[]>();
      return found.map(auditEntry);
    });
  }

  prune(before: number): Promise<number> {
    return this.#calls.run(async () => {
      const { deletedCount } = await this.#entries.deleteMany({ _id: { $lt: lowestAuditId(before) } });
      return deletedCount;
    });
  }
}
