import { PortError } from '@postbus/ports';
import { describe, expect, it } from 'vitest';
import { isBusy, portError } from './sqlite-fault.ts';

const sqliteError = (errcode: number) => Object.assign(new Error('from SQLite'), { errcode });
const [busy, busySnapshot, ioErrorFsync, full, corrupt] = [5, 517, 1034, 13, 11];

describe("SQLite's faults", () => {
  it.each([
    [full, false, 'storage-full'],
    [full, true, 'storage-full'],
    [ioErrorFsync, false, 'unavailable'],
    [ioErrorFsync, true, 'outcome-unknown'],
    [corrupt, true, 'unavailable'],
  ] as const)('of code %i (committing: %s) are %s', (errcode, committing, code) => {
    expect(portError(sqliteError(errcode), committing)).toMatchObject({ code, retryable: true });
  });

  it('of a lock held by another, in any of its kinds, can be waited out', () => {
    expect(isBusy(sqliteError(busy))).toBe(true);
    expect(isBusy(sqliteError(busySnapshot))).toBe(true);
    expect(isBusy(sqliteError(full))).toBe(false);
    expect(isBusy(new Error('other'))).toBe(false);
  });

  it('leave faults of the port as they are', () => {
    const own = new PortError('closed', 'MessageBus', 'closed');
    expect(portError(own, false)).toBe(own);
  });
});
