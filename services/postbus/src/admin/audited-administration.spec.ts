import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { DomainError } from '@postbus/domain';
import { manualClock } from '@postbus/testing';
import { type AuditConclusion, type AuditEntry, type AuditLog, PortError } from '@postbus/ports';
import { beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { AuditedAdministration } from './audited-administration.ts';
import type { Operation } from './operation.ts';
import { type Administration, type OperationName, operations } from './operations.ts';

const table = Object.entries<Operation>(operations);
const changing = table.filter(([, { method }]) => method !== 'GET');
const secret = 'never to be told';
const secretKey = Buffer.from(secret).toString('base64');
const smimeValues: Readonly<Record<string, unknown>> = {
  fingerprint: 'ab'.repeat(32),
  certificates: ['AAAA'],
  certificate: 'AAAA',
  issuers: [],
  anyAddress: true,
  sign: 'clear',
  withoutKey: 'send',
  encrypt: 'yes',
  withoutCertificates: 'send',
  verify: true,
  decrypt: 'any',
  learn: true,
};
const textValues: Readonly<Record<string, unknown>> = {
  text: secret,
  code: secret,
  to: ['+14255550123'],
  at: '2026-01-01T00:00:00Z',
  validFor: 60_000,
  verified: true,
  channels: ['phone'],
  region: 'US',
};

/** In memory, with what was written in the order of its writing. */
class RememberedAudit implements AuditLog {
  readonly entries = new Map<string, AuditEntry>();
  readonly steps: string[] = [];
  failing: 'append' | 'conclude' | undefined;

  async append(entry: AuditEntry): Promise<void> {
    if (this.failing === 'append') throw new PortError('unavailable', 'AuditLog', 'away');
    this.steps.push(`${entry.outcome} ${entry.action}`);
    this.entries.set(entry.id, entry);
  }
  async conclude(id: string, conclusion: AuditConclusion): Promise<void> {
    if (this.failing === 'conclude') throw new PortError('unavailable', 'AuditLog', 'away');
    const entry = { ...this.entries.get(id)!, ...conclusion };
    this.steps.push(`${entry.outcome} ${entry.action}`);
    this.entries.set(id, entry);
  }
  async read(): Promise<AuditEntry[]> {
    return [...this.entries.values()].toReversed();
  }
  async prune(): Promise<number> {
    return 0;
  }
}

let audit: RememberedAudit;
let audited: AuditedAdministration;
let clock: ReturnType<typeof manualClock>;
let done: string[];
let fault: Error | undefined;
beforeEach(() => {
  audit = new RememberedAudit();
  clock = manualClock(1000);
  done = [];
  fault = undefined;
  const calls = table.map(([name]) => {
    const call = async () => {
      audit.steps.push(`did ${name}`);
      done.push(name);
      if (fault !== undefined) throw fault;
      return { redriven: 3, missing: ['a'], repaired: true, resealed: 2 };
    };
    return [name, call] as const;
  });
  const administration = Object.fromEntries(calls) as unknown as Administration;
  audited = new AuditedAdministration({ administration, audit, clock });
});

const operator = { principal: 'operator', remote: '192.0.2.1' };
const call = (name: string, caller: Parameters<AuditedAdministration['for']>[0] = operator): Promise<unknown> =>
  (audited.for(caller)[name as OperationName] as (input: unknown) => Promise<unknown>)(inputFor(name));

/** Input with every member, passwords among them. */
function inputFor(name: string): Record<string, unknown> {
  const { shape } = operations[name as OperationName].input;
  return Object.fromEntries(Object.entries(shape as Record<string, z.ZodType>).map(([key]) => [key, valueFor(key)]));
}

function valueFor(key: string): unknown {
  if (key === 'password') return secret;
  if (key === 'privateKey') return secretKey;
  if (key in smimeValues) return smimeValues[key];
  if (key in textValues) return textValues[key];
  if (key === 'ids' || key === 'aliases') return ['first', 'second'];
  if (key === 'repair') return true;
  if (key === 'limit') return 1;
  return key === 'after' || key === 'before' ? '2026-01-01T00:00:00Z' : `The ${key}`;
}

describe('what the table says of the audit', () => {
  it('is there for every operation that is no GET, and for no GET', () => {
    expect(changing.filter(([, { audit: traits }]) => traits === undefined)).toEqual([]);
    expect(table.filter(([, { method, audit: traits }]) => method === 'GET' && traits !== undefined)).toEqual([]);
    expect(changing.length).toBeGreaterThan(7);
  });

  it('names members that there are, and none that is a secret', () => {
    for (const [, { input, audit: traits }] of changing) {
      const named = [traits?.subject, ...(traits?.details ?? [])].filter((name) => name !== undefined);
      for (const name of named) {
        expect(input.shape).toHaveProperty(name);
        expect((input.shape[name] as z.ZodType).meta()?.['writeOnly']).toBeUndefined();
      }
    }
    const { password } = operations.setPassword.input.shape;
    expect(password.meta()).toMatchObject({ format: 'password', writeOnly: true });
    for (const member of [
      operations.importSmimeKey.input.shape.privateKey,
      operations.sendTextMessage.input.shape.text,
      operations.confirmNumber.input.shape.code,
    ])
      expect(member.meta()).toMatchObject({ writeOnly: true });
  });
});

describe('an operation that changes something', () => {
  it.each(changing.map(([name]) => name))(
    '%s is requested before it is done, and done after, without secrets',
    async (name) => {
      await call(name);
      expect(audit.steps).toEqual([`requested ${name}`, `did ${name}`, `done ${name}`]);
      const [entry] = await audit.read();
      expect(entry).toMatchObject({ time: 1000, principal: 'operator', remote: '192.0.2.1', action: name });
      for (const told of [secret, secretKey]) expect(JSON.stringify([...audit.entries])).not.toContain(told);
    },
  );

  it('tells whom it concerns in lower case, and more of what was asked for', async () => {
    await call('wipeDevice');
    await call('redrive');
    await call('checkMailboxes');
    expect(await audit.read()).toMatchObject([
      { subject: '', details: { repair: 'true' }, count: 1 },
      { subject: 'the topic', details: { ids: ['first', 'second'] }, count: 3 },
      { subject: 'the address', details: { device: 'The device' } },
    ]);
  });

  it.each([
    [new DomainError('no-such-account', 'x', 'there is none'), 'refused', 'no-such-account'],
    [new PortError('redrive-too-old', 'MessageBus', 'too old'), 'refused', 'redrive-too-old'],
    [new PortError('outcome-unknown', 'MessageBus', 'late'), 'failed', 'outcome-unknown'],
    [new TypeError(secret), 'failed', 'internal'],
  ])('that ends by %s is %s with its code', async (error, outcome, code) => {
    fault = error;
    await expect(call('redrive')).rejects.toBe(error);
    expect(await audit.read()).toMatchObject([{ outcome, code }]);
    expect(JSON.stringify([...audit.entries])).not.toContain(secret);
  });

  it('is not done where it cannot be recorded', async () => {
    audit.failing = 'append';
    await expect(call('removeAccount')).rejects.toMatchObject({ code: 'not-recorded', retryable: true });
    expect(done).toEqual([]);
  });

  it('stays requested where its end cannot be recorded, which is told', async () => {
    const told: unknown[] = [];
    const onTold = (message: unknown) => told.push(message);
    subscribe('postbus.admin.not-recorded', onTold);
    audit.failing = 'conclude';
    await call('removeAccount');
    unsubscribe('postbus.admin.not-recorded', onTold);
    expect(done).toEqual(['removeAccount']);
    expect(await audit.read()).toMatchObject([{ outcome: 'requested' }]);
    expect(told).toMatchObject([{ action: 'removeAccount', error: { code: 'unavailable' } }]);
  });

  it('is not done by who may only look, and its refusal is recorded', async () => {
    for (const [name] of changing) {
      await expect(call(name, { principal: 'grafana', readOnly: true })).rejects.toMatchObject({ code: 'read-only' });
    }
    await call('listLag', { principal: 'grafana', readOnly: true });
    expect(done).toEqual(['listLag']);
    // The first of an hour, one by one.
    expect(await audit.read()).toHaveLength(20);
    expect((await audit.read()).every(({ outcome, code }) => outcome === 'refused' && code === 'read-only')).toBe(true);
  });

  it('with input that is none is refused before anything, wherever it comes from', async () => {
    const bad = audited.for(operator).setPassword({ address: 'a@example.org', password: 'short' });
    await expect(bad).rejects.toMatchObject({ code: 'invalid-input', message: /at least 8 characters/ });
    expect(audit.steps).toEqual([]);
  });
});

describe('refusals of strangers', () => {
  const refuse = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time++)
      await audited.refuse({ principal: 'unknown', remote: '192.0.2.9' }, 'not-authorized');
  };

  it('are recorded one by one up to a number an hour, then summed up', async () => {
    await refuse(1000);
    expect(audit.entries.size).toBe(20);
    clock.advance(3_600_000);
    await refuse(1);
    const [last, sum, ...rest] = await audit.read();
    expect(last).toMatchObject({ action: 'authenticate', remote: '192.0.2.9', code: 'not-authorized' });
    expect(sum).toMatchObject({ principal: 'unknown', action: 'authenticate', outcome: 'refused', count: 980 });
    expect(rest).toHaveLength(20);
  });

  it('that were not told yet are told at the end', async () => {
    await refuse(23);
    await audited.close();
    expect((await audit.read())[0]).toMatchObject({ count: 3 });
  });

  it('stand where the log is away', async () => {
    audit.failing = 'append';
    await refuse(1);
    expect(audit.entries.size).toBe(0);
  });
});
