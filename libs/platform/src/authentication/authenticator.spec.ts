import type { Account } from '@postbus/domain';
import type { Directory } from '@postbus/ports';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Authenticator, type AuthenticatorSettings } from './authenticator.ts';
import * as passwordHash from './password-hash.ts';

const cost = { ln: 4, r: 8, p: 1 };
const home = '192.0.2.1';
const elsewhere = '198.51.100.7';
const limits = { free: 3, firstWait: 1000, longestWait: 8000, forgetAfter: 60_000, mostKeys: 100 };

vi.mock('./password-hash.ts', { spy: true });
const hashed = vi.mocked(passwordHash.verifyPassword);

describe('authenticator', () => {
  const clock = { time: 1_000_000, now: () => clock.time };
  let account: Account;
  let directory: Directory;
  let outage: Error | undefined;

  beforeEach(async () => {
    const hash = await passwordHash.hashPassword('right', cost);
    account = { ...person, passwordHash: hash };
    outage = undefined;
    const resolve = async (name: string) => {
      if (outage !== undefined) throw outage;
      return name === 'anna@example.org' ? account : undefined;
    };
    directory = { resolve } as Directory;
    hashed.mockClear();
  });

  function authenticator(settings: Partial<AuthenticatorSettings> = {}): Authenticator {
    return new Authenticator(directory, { clock, cost, perAccount: limits, perAddress: limits, ...settings });
  }

  async function fail(subject: Authenticator, times: number, from = home, name = 'anna@example.org'): Promise<void> {
    for (let guess = 0; guess < times; guess++) {
      expect(await subject.verify(name, `guess ${Math.random()}`, from)).toBeUndefined();
    }
  }

  it('gives the account of a right password, by its address in any case', async () => {
    const subject = authenticator();
    expect(await subject.verify('Anna@EXAMPLE.org', 'right', home)).toBe(account);
    expect(await subject.verify('anna@example.org', 'wrong', home)).toBeUndefined();
    expect(await subject.verify('anna@example.org', '', home)).toBeUndefined();
  });

  it.each(['nobody@example.org', 'no address', ''])(
    'does the work of a login for "%s", whom nobody is',
    async (name) => {
      const subject = authenticator();
      expect(await subject.verify(name, 'right', home)).toBeUndefined();
      expect(hashed).toHaveBeenCalledTimes(1);
      expect(hashed.mock.calls[0]?.[0]).toMatch(/^\$scrypt\$ln=4,r=8,p=1\$/);
    },
  );

  it('refuses an account without a password, with the same work', async () => {
    account = person;
    expect(await authenticator().verify('anna@example.org', '', home)).toBeUndefined();
    expect(hashed).toHaveBeenCalledTimes(1);
  });

  it('passes on that the directory is away, and counts no failure', async () => {
    const subject = authenticator();
    outage = new Error('away');
    for (let time = 0; time < 9; time++) {
      await expect(subject.verify('anna@example.org', 'right', home)).rejects.toBe(outage);
    }
    outage = undefined;
    expect(await subject.verify('anna@example.org', 'right', home)).toBe(account);
  });

  describe('remembering', () => {
    it('hashes a right password once in minutes', async () => {
      const subject = authenticator({ rememberFor: 300_000 });
      for (let time = 0; time < 5; time++)
        expect(await subject.verify('anna@example.org', 'right', home)).toBe(account);
      expect(await subject.verify('anna@example.org', 'right', elsewhere)).toBe(account);
      expect(hashed).toHaveBeenCalledTimes(1);
      clock.time += 300_000;
      expect(await subject.verify('anna@example.org', 'right', home)).toBe(account);
      expect(hashed).toHaveBeenCalledTimes(2);
    });

    it('drops it when the account is said to have changed', async () => {
      const subject = authenticator();
      await subject.verify('anna@example.org', 'right', home);
      subject.forget(account.id);
      await subject.verify('anna@example.org', 'right', home);
      expect(hashed).toHaveBeenCalledTimes(2);
    });

    it('does not let an old password pass once the directory tells a new one', async () => {
      const subject = authenticator();
      await subject.verify('anna@example.org', 'right', home);
      account = { ...account, passwordHash: await passwordHash.hashPassword('new', cost) };
      expect(await subject.verify('anna@example.org', 'right', home)).toBeUndefined();
      expect(await subject.verify('anna@example.org', 'new', home)).toBe(account);
    });
  });

  describe('slowing down', () => {
    it('refuses an account after its free failures, from wherever, longer each time, and then looks again', async () => {
      const subject = authenticator({ perAddress: { ...limits, free: 1000 } });
      await fail(subject, 4);
      for (const wait of [1000, 2000, 4000, 8000, 8000]) {
        const refused = { code: 'too-many-failures', retryable: true, retryAfter: wait };
        await expect(subject.verify('anna@example.org', 'right', elsewhere)).rejects.toMatchObject(refused);
        clock.time += wait;
        await fail(subject, 1, elsewhere);
      }
      clock.time += 8000;
      expect(await subject.verify('anna@example.org', 'right', elsewhere)).toBe(account);
    });

    it('refuses an address after failures for many names', async () => {
      const subject = authenticator();
      for (let name = 0; name < 4; name++) await fail(subject, 1, home, `${name}@example.org`);
      await expect(subject.verify('anna@example.org', 'right', home)).rejects.toMatchObject({
        code: 'too-many-failures',
      });
      expect(await subject.verify('anna@example.org', 'right', elsewhere)).toBe(account);
    });

    it('counts the addresses of one IPv6 network as one', async () => {
      const subject = authenticator();
      for (let host = 1; host <= 4; host++) await fail(subject, 1, `2001:db8::${host}`, `${host}@example.org`);
      const other = subject.verify('anna@example.org', 'right', '2001:db8::99');
      await expect(other).rejects.toMatchObject({ code: 'too-many-failures' });
    });

    it('slows down a name that nobody has like one that somebody has', async () => {
      const subject = authenticator({ perAddress: { ...limits, free: 1000 } });
      await fail(subject, 4, home, 'nobody@example.org');
      const next = subject.verify('nobody@example.org', 'x', home);
      await expect(next).rejects.toMatchObject({ code: 'too-many-failures', retryAfter: 1000 });
    });

    it('counts guesses made at the same time', async () => {
      const subject = authenticator({ atOnce: 1, mostWaiting: 100 });
      const guesses = Array.from({ length: 30 }, (_, guess) =>
        subject.verify('anna@example.org', `guess ${guess}`, home),
      );
      const outcomes = await Promise.allSettled(guesses);
      expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(4);
    });

    it('lets in whose password was lately right at the same address, whatever others guess', async () => {
      const subject = authenticator();
      await subject.verify('anna@example.org', 'right', home);
      await fail(subject, 4, elsewhere);
      expect(await subject.verify('anna@example.org', 'right', home)).toBe(account);
      const stranger = subject.verify('anna@example.org', 'right', '203.0.113.9');
      await expect(stranger).rejects.toMatchObject({ code: 'too-many-failures' });
    });

    it('takes a wrong password sent again for no new guess, and does not hash it again', async () => {
      const subject = authenticator();
      for (let time = 0; time < 20; time++)
        expect(await subject.verify('anna@example.org', 'old', home)).toBeUndefined();
      expect(hashed).toHaveBeenCalledTimes(1);
      expect(await subject.verify('anna@example.org', 'right', elsewhere)).toBe(account);
    });

    it('forgets failures after a while', async () => {
      const subject = authenticator();
      await fail(subject, 4);
      clock.time += 60_000;
      await fail(subject, 3);
      expect(await subject.verify('anna@example.org', 'right', home)).toBe(account);
    });

    it('remembers a bounded number of names and addresses', async () => {
      const subject = authenticator({ perAccount: { ...limits, mostKeys: 2 }, perAddress: { ...limits, free: 1000 } });
      await fail(subject, 4);
      await fail(subject, 1, home, 'a@example.org');
      await fail(subject, 1, home, 'b@example.org');
      expect(await subject.verify('anna@example.org', 'right', home)).toBe(account);
    });
  });

  it('refuses logins beyond those that run and wait, and counts no failure of theirs', async () => {
    const subject = authenticator({ atOnce: 1, mostWaiting: 1 });
    const logins = Array.from({ length: 3 }, (_, login) => subject.verify(`${login}@example.org`, 'x', home));
    const outcomes = await Promise.allSettled(logins);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(outcomes[2]).toMatchObject({ reason: { code: 'too-many-logins', retryAfter: 1000 } });
  });
});

const person: Account = {
  id: 'a1',
  tenant: 't',
  mailbox: 'a1',
  address: 'anna@example.org',
  aliases: [],
  displayName: 'Anna',
  version: 1,
};
