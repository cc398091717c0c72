/** Refusals in the audit log: the first of an hour one by one, what comes on top summed up by principal and action. */
import type { AuditEntry, AuditLog, Clock } from '@postbus/ports';
import type { Caller } from './caller.ts';
import { notRecorded } from './channels.ts';

/** Entries of an hour. Stops somebody who tries token after token from filling the disk. */
const mostOfHour = 20;
const hour = 3_600_000;

type Sum = Pick<AuditEntry, 'principal' | 'action' | 'code'> & { readonly count: number };

export class RefusalEntries {
  readonly #audit: AuditLog;
  readonly #clock: Clock;
  readonly #begin: (caller: Caller, action: string) => Omit<AuditEntry, 'outcome'>;
  /** By principal and action, of which there are few. */
  readonly #sums = new Map<string, Sum>();
  #hourEnds = 0;
  #written = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param begin makes the entry that sums up */
  constructor(audit: AuditLog, clock: Clock, begin: (caller: Caller, action: string) => Omit<AuditEntry, 'outcome'>) {
    this.#audit = audit;
    this.#clock = clock;
    this.#begin = begin;
  }

  /** Where the log is away, it is told on `postbus.admin.not-recorded`, and the refusal stands. */
  async add(entry: AuditEntry): Promise<void> {
    if (this.#clock.now() >= this.#hourEnds) await this.#nextHour();
    this.#written += 1;
    if (this.#written <= mostOfHour) await this.#append(entry);
    else this.#addToSum(entry);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#sumUp();
  }

  #addToSum({ principal, action, code = '' }: AuditEntry): void {
    const key = `${principal} ${action}`;
    const count = (this.#sums.get(key)?.count ?? 0) + 1;
    this.#sums.set(key, { principal, action, code, count });
    this.#timer ??= setTimeout(() => void this.#nextHour(), this.#hourEnds - this.#clock.now()).unref();
  }

  async #nextHour(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#hourEnds = this.#clock.now() + hour;
    this.#written = 0;
    await this.#sumUp();
  }

  async #sumUp(): Promise<void> {
    const sums = [...this.#sums.values()];
    this.#sums.clear();
    for (const { principal, action, ...rest } of sums) {
      await this.#append({ ...this.#begin({ principal }, action), ...rest, outcome: 'refused' });
    }
  }

  async #append(entry: AuditEntry): Promise<void> {
    try {
      await this.#audit.append(entry);
    } catch (error) {
      notRecorded.publish({ action: entry.action, error });
    }
  }
}
