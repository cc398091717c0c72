/** That looking up policies costs next to nothing, and that a change counts in time. */
import { smimePolicyDefaults } from '@postbus/domain';
import { type SqliteStore, openSqliteStore } from '@postbus/store-sqlite';
import { type ManualClock, type TemporaryFolder, manualClock, temporaryFolder } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SmimePolicies } from './smime-policies.ts';

let folder: TemporaryFolder;
let sqlite: SqliteStore;
let clock: ManualClock;
let policies: SmimePolicies;
let owner: string;
/** Milliseconds that a policy counts at most after it was changed. */
const fresh = 5_000;

beforeEach(async () => {
  folder = temporaryFolder();
  sqlite = openSqliteStore({ folder: folder.path });
  clock = manualClock();
  policies = new SmimePolicies(sqlite.smimeStore, sqlite.directory, clock);
  const account = await sqlite.directory.add({
    tenant: 't',
    address: 'ann@here.example',
    aliases: ['a@other.example'],
  });
  owner = account.mailbox;
});
afterEach(async () => {
  await sqlite.close();
  folder.remove();
});

const put = (subject: string, sign: 'clear' | 'opaque' | 'no' = 'clear'): Promise<void> =>
  sqlite.smimeStore.putPolicy({ ...smimePolicyDefaults, subject, sign });

describe('policies of S/MIME', () => {
  it('are asked for once in five seconds where there are none', async () => {
    const asked = vi.spyOn(sqlite.smimeStore, 'policies');
    for (let message = 0; message < 1000; message++) expect(await policies.any()).toBe(false);
    expect(asked).toHaveBeenCalledTimes(1);
    await put('here.example');
    clock.advance(fresh - 1);
    expect(await policies.any()).toBe(false);
    clock.advance(1);
    expect(await policies.any()).toBe(true);
  });

  it('are asked for once in five seconds for an address', async () => {
    await put('ann@here.example');
    const asked = vi.spyOn(sqlite.smimeStore, 'policyFor');
    for (const address of ['ann@here.example', 'Ann@HERE.example', 'ann@here.example'])
      expect(await policies.of(address, owner)).toMatchObject({ sign: 'clear' });
    expect(asked).toHaveBeenCalledTimes(1);
    await put('ann@here.example', 'opaque');
    clock.advance(fresh);
    expect(await policies.of('ann@here.example', owner)).toMatchObject({ sign: 'opaque' });
  });

  it('are that of the address, else that of its account, else that of its domain', async () => {
    const signsAs = async (): Promise<string | undefined> => {
      clock.advance(fresh);
      return (await policies.of('a@other.example', owner))?.sign;
    };
    expect(await signsAs()).toBeUndefined();
    await put('here.example', 'clear');
    expect(await signsAs()).toBeUndefined();
    await put('other.example', 'opaque');
    expect(await signsAs()).toBe('opaque');
    await put('ann@here.example', 'clear');
    expect(await signsAs()).toBe('clear');
    await put('a@other.example', 'no');
    expect(await signsAs()).toBe('no');
  });

  it('are asked for anew where the clock was set back', async () => {
    clock.advance(86_400_000);
    expect([await policies.any(), await policies.of('ann@here.example', owner)]).toEqual([false, undefined]);
    clock.advance(-86_400_000);
    await put('ann@here.example');
    expect([await policies.any(), (await policies.of('ann@here.example', owner))?.sign]).toEqual([true, 'clear']);
  });
});
