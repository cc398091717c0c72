/** What every AuditLog does. An adapter runs it with a function that opens one with nothing in it. */
import { type AuditEntry, type AuditLog, auditIds } from '@postbus/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { range } from './mail-store-fixture.ts';

export interface AuditLogFixture {
  readonly log: AuditLog;
  /** Drops the instance as the death of its process would, and opens another one over what it left. */
  crash(): Promise<AuditLog>;
  /** Closes whatever is open and removes the data. */
  dispose(): Promise<void>;
}

/** @param open called before each test; what it opened is disposed of after it */
export function auditLogContract(adapter: string, open: () => Promise<AuditLogFixture>): void {
  describe(`AuditLog contract: ${adapter}`, () => {
    let fixture: AuditLogFixture;
    let log: AuditLog;
    let newId: (time: number) => string;
    beforeEach(async () => {
      fixture = await open();
      ({ log } = fixture);
      newId = auditIds();
    });
    afterEach(() => fixture.dispose());

    const entry = (time: number, traits: Partial<AuditEntry> = {}): AuditEntry => ({
      id: newId(time),
      time,
      principal: 'operator',
      action: 'addDomain',
      subject: 'example.org',
      details: {},
      outcome: 'requested',
      ...traits,
    });
    const appended = async (time: number, traits: Partial<AuditEntry> = {}): Promise<AuditEntry> => {
      const one = entry(time, traits);
      await log.append(one);
      return one;
    };
    const all = () => log.read({ limit: 1000 });

    it('gives back what was appended, whatever it holds', async () => {
      const full = await appended(1, {
        remote: '2001:db8::1',
        subject: "o'brien+ü@example.org",
        details: { device: '$PHONE.1', ids: ['0-1', '0-2'], nothing: [] },
        outcome: 'refused',
        code: 'no-such-device',
        count: 0,
      });
      const plain = await appended(2, { subject: '' });
      expect(await all()).toEqual([plain, full]);
    });

    it('tells how an action ended, once', async () => {
      const [done, refused, failed, left] = [
        await appended(1),
        await appended(2),
        await appended(3),
        await appended(4),
      ];
      await log.conclude(done.id, { outcome: 'done', count: 3 });
      await log.conclude(refused.id, { outcome: 'refused', code: 'no-such-account' });
      await log.conclude(failed.id, { outcome: 'failed', code: 'unavailable' });
      for (const { id } of [done, refused, failed]) await log.conclude(id, { outcome: 'done' });
      expect(await all()).toEqual([
        left,
        { ...failed, outcome: 'failed', code: 'unavailable' },
        { ...refused, outcome: 'refused', code: 'no-such-account' },
        { ...done, outcome: 'done', count: 3 },
      ]);
    });

    it('concludes nothing where there is no such entry', async () => {
      await log.conclude(newId(1), { outcome: 'done' });
      expect(await all()).toEqual([]);
    });

    it('leaves an entry that is there already as it is, so that a try again does no harm', async () => {
      const one = await appended(1);
      await log.conclude(one.id, { outcome: 'done' });
      await log.append(one);
      await log.append({ ...one, principal: 'somebody else' });
      expect(await all()).toEqual([{ ...one, outcome: 'done' }]);
    });

    it('lists the newest first, those of one millisecond in the order of their making, in pages', async () => {
      const entries: AuditEntry[] = [];
      for (const index of range(7)) entries.unshift(await appended(Math.floor(index / 3)));
      const listed: AuditEntry[] = [];
      for (let page = await log.read({ limit: 2 }); page.length > 0;) {
        listed.push(...page);
        page = await log.read({ limit: 2, olderThan: page.at(-1)!.id });
      }
      expect(listed).toEqual(entries);
    });

    it('lists those of a time, an action, a principal, a subject, and of several of these', async () => {
      const time = Date.UTC(2026, 0, 1);
      for (const action of ['addAccount', 'redrive']) {
        for (const principal of ['ann', 'bob']) {
          for (const subject of ['x', 'y']) await appended(time, { action, principal, subject });
        }
      }
      const later = await appended(time + 1);
      const listed = async (query: Partial<Parameters<AuditLog['read']>[0]>) => log.read({ limit: 1000, ...query });
      expect(await listed({ after: time + 1 })).toEqual([later]);
      expect(await listed({ after: time, before: time + 1 })).toHaveLength(8);
      expect(await listed({ before: time })).toEqual([]);
      expect(await listed({ before: time + 1, olderThan: later.id })).toHaveLength(8);
      expect(await listed({ action: 'redrive' })).toHaveLength(4);
      expect(await listed({ principal: 'ann', subject: 'x' })).toHaveLength(2);
      const [one] = await listed({ action: 'redrive', principal: 'bob', subject: 'y' });
      expect(one).toMatchObject({ action: 'redrive', principal: 'bob', subject: 'y' });
      expect(await listed({ action: 'redriv' })).toEqual([]);
    });

    it('keeps every one of many at once, and over a crash', async () => {
      const entries = await Promise.all(range(40).map((time) => appended(time)));
      log = await fixture.crash();
      expect(await all()).toEqual(entries.toReversed());
      await log.conclude(entries[0]!.id, { outcome: 'done' });
      expect((await all()).at(-1)).toMatchObject({ outcome: 'done' });
    });

    it('forgets what is older than a time, and no more', async () => {
      const entries = [];
      for (const time of [1, 2, 3]) entries.unshift(await appended(time));
      expect(await log.prune(3)).toBe(2);
      expect(await log.prune(3)).toBe(0);
      expect(await all()).toEqual(entries.slice(0, 1));
    });
  });
}
