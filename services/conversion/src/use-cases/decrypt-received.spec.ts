/** What comes in encrypted by OpenSSL, with the real store, blobs and threads. */
import type { Account } from '@postbus/domain';
import { PidTagBody, PidTagMessageClass, PidTagSubject } from '@postbus/mapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayWorld } from '../gateway-world.fixture.ts';
import type { OpensslFolder, Person } from '../openssl.fixture.ts';
import { ReceivingWorld, entity, fields, findings } from '../receiving-world.fixture.ts';

let receiving: ReceivingWorld;
let openssl: OpensslFolder;
let world: GatewayWorld;
let alice: Person;
let ann: Person;
let annAccount: Account;

beforeAll(async () => {
  receiving = await ReceivingWorld.open();
  ({ openssl, world, alice, ann, annAccount } = receiving);
}, 60_000);
afterAll(() => receiving.close());

describe('decrypting what comes in', () => {
  it.each([
    ['any', '-aes-256-cbc', false],
    ['any', '-aes-256-gcm', true],
    ['authenticated', '-aes-256-gcm', true],
  ] as const)('%s: what %s hides is delivered open, authenticated %s', async (decrypt, cipher, authenticated) => {
    const got = await receiving.delivered(receiving.encrypted(entity, cipher), { decrypt, verify: true });
    const algorithm = cipher.slice(1).toUpperCase();
    const found = { decrypted: true, algorithm, authenticated };
    expect(got.found).toEqual({ form: authenticated ? 'auth-enveloped' : 'enveloped', outcome: 'unsigned', ...found });
    expect(got.message.object.properties.get(PidTagBody)).toContain('Bern');
    expect(got.message.object.properties.get(PidTagMessageClass)).toBe('IPM.Note');
    expect(got.message.object.properties.get(PidTagSubject)).toBe('Plans');
    expect(got.bytes.toString()).toContain('Bern');
    expect(await receiving.lastEvent()).toMatchObject({ outcome: 'unsigned', decrypted: { algorithm, authenticated } });
  });

  it('authenticated: AES-CBC only with a valid signature inside, which stays verifiable', async () => {
    const policy = { decrypt: 'authenticated', verify: true } as const;
    const inside = openssl.signed(entity, alice, '');
    const got = await receiving.delivered(receiving.encrypted(inside, '-aes-256-cbc'), policy);
    expect(got.found).toMatchObject({ outcome: 'valid', decrypted: true, authenticated: true });
    expect(openssl.verified(got.bytes).toString()).toContain('Bern');
    const spoilt = Buffer.from(inside.toString('latin1').replace('Bern', 'Rome'), 'latin1');
    for (const content of [Buffer.from(entity), spoilt])
      expect((await receiving.delivered(receiving.encrypted(content, '-aes-256-cbc'), policy)).found).toEqual({
        form: 'enveloped',
        outcome: 'undecided',
        decrypted: false,
      });
  });

  it('tells of every failure the same', async () => {
    const policy = { decrypt: 'any', verify: true } as const;
    const mail = receiving.encrypted(entity, '-aes-256-cbc').toString('latin1');
    const at = mail.indexOf('MII');
    const base64 = mail.slice(at).replaceAll('\r\n', '');
    const der = Buffer.from(base64, 'base64');
    const rewritten = (change: (bytes: Buffer) => Buffer): Buffer =>
      Buffer.from(
        `${mail.slice(0, at)}${change(Buffer.from(der)).toString('base64').replace(/.{64}/g, '$&\r\n')}\r\n`,
        'latin1',
      );
    const flipped = (place: number): Buffer =>
      rewritten((bytes) => {
        bytes[place < 0 ? bytes.length + place : place]! ^= 0x55;
        return bytes;
      });
    const forOther = openssl.encrypted(Buffer.from(entity), [alice], fields, '-aes-256-cbc');
    const cases = [forOther, flipped(-1), flipped(200), rewritten((bytes) => bytes.subarray(0, bytes.length - 16))];
    const told = [];
    for (const one of cases) {
      const got = await receiving.delivered(one, policy);
      const event = await receiving.lastEvent();
      told.push({
        found: got.found,
        event: { ...event, id: '', receivedAt: '', checkedAt: '' },
        kept: got.bytes.equals(one),
      });
    }
    for (const one of told) expect(one).toEqual(told[0]);
    expect(told[0]).toMatchObject({ found: { outcome: 'undecided', decrypted: false }, kept: true });
  });

  it('opens what is for an alias, by any key of the owner, also one that ended', async () => {
    const alias = await openssl.person('alias', 'ann.alias@here.example', { key: 'ec' });
    await world.addKey(alias);
    const mail = openssl.encrypted(Buffer.from(entity), [alias], fields);
    world.clock.advance(40 * 86_400_000);
    expect((await receiving.delivered(mail, { decrypt: 'any' })).found).toMatchObject({ decrypted: true });
    world.clock.advance(-40 * 86_400_000);
  });

  it('opens one layer after another', async () => {
    const inner = openssl.encrypted(Buffer.from(entity), [ann], '');
    const got = await receiving.delivered(receiving.encrypted(inner), { decrypt: 'authenticated' });
    expect(got.message.object.properties.get(PidTagBody)).toContain('Bern');
  });

  it('opens nothing that is a part among others (EFAIL)', async () => {
    const inner = receiving.encrypted(entity).toString('latin1').slice(fields.length);
    const html = 'Content-Type: text/html\r\n\r\n<img src="http://elsewhere.example/';
    const parts = [html, inner, 'Content-Type: text/html\r\n\r\n">'].map((part) => `--b\r\n${part}\r\n`);
    const mail = `${fields}Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts.join('')}--b--\r\n`;
    const got = await receiving.delivered(Buffer.from(mail, 'latin1'), { decrypt: 'any', verify: true });
    expect(findings(got)).toEqual([]);
    expect(got.bytes.toString('latin1')).toBe(mail);
  });

  it('gives each mailbox what its policy says, and the others the message as it came', async () => {
    const bob = await world.account('bob@here.example');
    const eve = await world.account('eve@here.example');
    const fay = await openssl.person('fay', 'fay@here.example');
    const fayAccount = await world.account('fay@here.example');
    await world.addKey(fay);
    await world.policy('ann@here.example', { decrypt: 'any' });
    await world.policy('fay@here.example', { decrypt: 'any' });
    await world.policy('bob@here.example', { verify: true });
    const mail = openssl.encrypted(Buffer.from(entity), [ann, fay], fields);
    const received = await world.received([annAccount, bob, eve, fayAccount], mail);
    await world.deliver(received);
    const [forAnn, forBob, forEve, forFay] = await Promise.all(
      [annAccount, bob, eve, fayAccount].map((account) => receiving.latest(account)),
    );
    expect([forAnn, forBob, forEve, forFay].map((got) => got!.bytes.equals(mail))).toEqual([false, true, true, false]);
    expect(forFay!.message.mime).toEqual(forAnn!.message.mime);
    expect([forAnn, forBob, forEve].map((got) => got!.found['decrypted'])).toEqual([true, false, undefined]);
    await world.deliver(received);
    expect(await world.inbox(eve)).toHaveLength(1);
    expect(await world.verified(fayAccount)).toHaveLength(1);
  });
});
