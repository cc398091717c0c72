/** Whatever the bytes, opening ends with a report or with none, and never calls valid what was changed. */
import { readFileSync } from 'node:fs';
import { TrustStore } from '@postbus/cms';
import { parseMime } from '@postbus/mime';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OpensslFolder, type Person } from '../openssl.fixture.ts';
import { openMessage } from './open-message.ts';
import type { OpenTask } from './smime-tasks.ts';
import type { Trust } from './trust.ts';

let openssl: OpensslFolder;
let messages: readonly Buffer[];
let task: OpenTask;
let trust: Trust;
const text = 'Greetings from Bern';

beforeAll(async () => {
  openssl = new OpensslFolder();
  await openssl.authority('root');
  const ann: Person = await openssl.person('ann', 'ann@here.example', { key: 'ec' });
  const fields = 'From: ann@here.example\r\nSubject: x\r\n';
  const entity = `Content-Type: text/plain\r\n\r\n${text}\r\n`;
  messages = [
    openssl.signed(entity, ann, fields),
    openssl.signed(entity, ann, fields, 'opaque'),
    openssl.encrypted(Buffer.from(entity), [ann], fields, '-aes-256-cbc'),
    openssl.encrypted(openssl.signed(entity, ann, ''), [ann], fields),
  ];
  const keys = [{ certificates: [ann.certificate], pkcs8: ann.pkcs8 }];
  task = { kind: 'open', at: Date.now(), verify: true, decrypt: 'authenticated', keys };
  trust = { trust: TrustStore.ofPem(readFileSync(openssl.file('root.pem'), 'latin1')), crls: [] };
});
afterAll(() => openssl.remove());

/** A few bytes put in place of others, or a part cut out. */
const change = fc.record({
  message: fc.nat(3),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.nat(40),
  put: fc.uint8Array({ maxLength: 12 }),
});

describe('opening what is broken', () => {
  it('gives what is whole as it is', async () => {
    const outcomes = await Promise.all(
      messages.map(async (one) => (await openMessage(one, task, trust))?.report.outcome),
    );
    expect(outcomes).toEqual(['valid', 'valid', 'undecided', 'valid']);
  });

  it('tells no signing time that nothing can hold', async () => {
    for (const at of ['999999999999Z', '000001010000Z', '150001010000Z']) {
      const spoilt = messages[1]!.toString('latin1');
      const start = spoilt.indexOf('MII');
      const der = Buffer.from(spoilt.slice(start), 'base64');
      const type = der.indexOf(Buffer.from('06092a864886f70d010905310f170d', 'hex'));
      expect(type).toBeGreaterThan(0);
      const value = Buffer.from(at);
      value.copy(der, type + 15);
      der[type + 13] = 0x18;
      const mail = Buffer.from(
        `${spoilt.slice(0, start)}${der.toString('base64').replace(/.{64}/g, '$&\r\n')}\r\n`,
        'latin1',
      );
      const told = (await openMessage(mail, task, trust))?.report.signers[0];
      expect([told?.outcome, told?.signingTime]).toEqual(['broken', undefined]);
    }
  });

  it('never fails, and never calls valid what says something else', async () => {
    await fc.assert(
      fc.asyncProperty(change, async ({ message, at, removed, put }) => {
        const whole = messages[message]!;
        const place = Math.floor(at * whole.length);
        const changed = Buffer.concat([whole.subarray(0, place), put, whole.subarray(place + removed)]);
        const opened = await openMessage(changed, task, trust);
        if (opened?.report.outcome !== 'valid') return;
        const shown = opened.message ?? changed;
        const content = message === 1 ? parseMime(shown).content() : shown;
        expect(Buffer.from(content).toString('latin1')).toContain(text);
      }),
      { numRuns: 400 },
    );
  });
});
