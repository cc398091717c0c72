/** Signatures of what comes in, made by OpenSSL, with the real store, blobs and threads. */
import type { Account } from '@postbus/domain';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  PS_POSTBUS_SMIME,
  PidNameSmimeCheckedAt,
  PidNameSmimeDecrypted,
  PidNameSmimeOutcome,
  PidNameSmimeSignerAddresses,
  PidNameSmimeSignerFingerprints,
  PidNameSmimeSigningTime,
  PidTagBody,
  PidTagMessageClass,
  PidTagSubject,
  PropertyBag,
  epochMsOf,
} from '@postbus/mapi';
import { writeTnef } from '@postbus/oxtnef';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayWorld } from '../gateway-world.fixture.ts';
import type { OpensslFolder, Person } from '../openssl.fixture.ts';
import { ReceivingWorld, entity, fields, findings } from '../receiving-world.fixture.ts';

let receiving: ReceivingWorld;
let openssl: OpensslFolder;
let world: GatewayWorld;
let alice: Person;
let annAccount: Account;

beforeAll(async () => {
  receiving = await ReceivingWorld.open();
  ({ openssl, world, alice, annAccount } = receiving);
}, 60_000);
afterAll(() => receiving.close());

describe('verifying what comes in, RFC 8550', () => {
  it.each(['clear', 'opaque'] as const)('a valid %s signature', async (form) => {
    const mail = receiving.signed(form);
    const got = await receiving.delivered(mail, { verify: true });
    const name = form === 'clear' ? 'clear-signed' : 'signed';
    expect(got.found).toEqual({ form: name, outcome: 'valid', decrypted: false });
    const { properties } = got.message.object;
    expect(properties.get(PidNameSmimeSignerAddresses)).toEqual(['alice@there.example']);
    expect(properties.get(PidNameSmimeSignerFingerprints)).toEqual([alice.fingerprint]);
    expect(epochMsOf(properties.get(PidNameSmimeCheckedAt)!)).toBe(world.clock.now());
    expect(Math.abs(epochMsOf(properties.get(PidNameSmimeSigningTime)!) - Date.now())).toBeLessThan(60_000);
    expect(got.bytes.equals(mail)).toBe(true);
    expect(await receiving.lastEvent()).toMatchObject({
      outcome: 'valid',
      form: name,
      signers: [{ addresses: ['alice@there.example'], fingerprint: alice.fingerprint, outcome: 'valid', failures: [] }],
      checkedAt: new Date(world.clock.now()).toISOString(),
    });
  });

  it('says nothing of a message that is not signed, nor where no policy asks', async () => {
    for (const [mail, policy] of [
      [Buffer.from(fields + entity), { verify: true }],
      [receiving.signed(), undefined],
      [receiving.signed(), { verify: false }],
    ] as const) {
      const events = await world.verified(annAccount);
      expect(findings(await receiving.delivered(mail, policy))).toEqual([]);
      expect(await world.verified(annAccount)).toEqual(events);
    }
  });

  it('a signature by who is not in From, or where it is not clear who is', async () => {
    const mallory = await openssl.person('mallory', 'mallory@there.example');
    const cases = [
      openssl.signed(entity, mallory, fields),
      openssl.signed(entity, mallory, `${fields}Sender: mallory@there.example\r\n`),
      openssl.signed(entity, mallory, `From: mallory@there.example\r\n${fields}`),
      openssl.signed(entity, mallory, fields.replace('Alice <', 'mallory@there.example, Alice <')),
    ];
    for (const mail of cases) {
      const { found } = await receiving.delivered(mail, { verify: true });
      expect(found).toMatchObject({ outcome: 'untrusted', failures: ['address-mismatch'] });
    }
  });

  it('a signature that nobody trusted vouches for', async () => {
    await openssl.authority('elsewhere');
    const stranger = await openssl.person('stranger', 'alice@there.example', { by: 'elsewhere' });
    const { found } = await receiving.delivered(openssl.signed(entity, stranger, fields), { verify: true });
    expect(found).toMatchObject({ outcome: 'untrusted', failures: ['no-issuer'] });
  });

  it('a certificate that ended, and one that was revoked', async () => {
    const mail = receiving.signed();
    world.clock.advance(40 * 86_400_000);
    expect((await receiving.delivered(mail, { verify: true })).found).toMatchObject({
      outcome: 'untrusted',
      failures: ['expired'],
    });
    world.clock.advance(-40 * 86_400_000);
    writeFileSync(join(receiving.crls, 'root.crl'), openssl.crl('root', [alice]));
    world.settle();
    expect((await receiving.delivered(mail, { verify: true })).found).toMatchObject({
      outcome: 'untrusted',
      failures: ['revoked'],
    });
    writeFileSync(join(receiving.crls, 'root.crl'), openssl.crl('root', []));
    world.settle();
    expect((await receiving.delivered(mail, { verify: true })).found).toMatchObject({ outcome: 'valid' });
  });

  it('a text that was changed is broken, and delivered as it came', async () => {
    const changed = Buffer.from(receiving.signed().toString('latin1').replace('Bern', 'Rome'), 'latin1');
    const got = await receiving.delivered(changed, { verify: true });
    expect(got.found).toMatchObject({ outcome: 'broken', failures: ['digest-mismatch'] });
    expect(got.message.object.properties.get(PidTagBody)).toContain('Rome');
    expect(got.bytes.equals(changed)).toBe(true);
    expect(await receiving.lastEvent()).toMatchObject({ outcome: 'broken' });
  });

  it('a signer whose certificate did not come along is undecided', async () => {
    const as = ['-signer', alice.certificateFile, '-inkey', alice.keyFile, '-binary', '-crlfeol', '-nocerts'];
    const made = openssl
      .run(Buffer.from(entity), 'cms', '-sign', ...as)
      .toString('latin1')
      .replace(/\r?\n/g, '\r\n');
    const { found } = await receiving.delivered(Buffer.from(fields + made, 'latin1'), { verify: true });
    expect(found).toMatchObject({ outcome: 'undecided', failures: ['no-signer-certificate'] });
  });

  it.each([
    ['no CMS', (): string => 'AAAA'],
    ['cut short', (base64: string): string => base64.slice(0, 400)],
    [
      'lengths that lie',
      (): string => Buffer.from('3084ffffffff06092a864886f70d010702a084ffffffff', 'hex').toString('base64'),
    ],
    ['nothing', (): string => ''],
  ])('a broken signature is told and the message arrives: %s', async (_, spoilt) => {
    const mail = receiving.signed().toString('latin1');
    const at = mail.lastIndexOf('\r\n\r\n', mail.indexOf('MII')) + 4;
    const end = mail.indexOf('\r\n\r\n', at);
    const got = await receiving.delivered(
      Buffer.from(mail.slice(0, at) + spoilt(mail.slice(at, end)) + mail.slice(end), 'latin1'),
      {
        verify: true,
      },
    );
    expect(got.found).toMatchObject({ form: 'clear-signed', outcome: 'broken', failures: ['unreadable-signature'] });
    expect(got.message.object.properties.get(PidTagBody)).toContain('Bern');
  });
});

describe('results that nobody can forge', () => {
  const forged = (): Uint8Array => {
    const claim = {
      properties: new PropertyBag().set(PidNameSmimeOutcome, 'valid').set(PidTagSubject, 'Inner'),
      recipients: [],
      attachments: [],
    };
    const properties = new PropertyBag()
      .set(PidTagMessageClass, 'IPM.Note')
      .set(PidTagSubject, 'Plans')
      .set(PidNameSmimeOutcome, 'valid')
      .set(PidNameSmimeDecrypted, true);
    const attachment = { properties: new PropertyBag().set(PidNameSmimeOutcome, 'valid'), embedded: claim };
    return writeTnef({ properties, recipients: [], attachments: [attachment] });
  };

  it.each([undefined, { verify: true }])('winmail.dat brings none, where the policy is %j', async (policy) => {
    const tnef = Buffer.from(forged()).toString('base64');
    const mail = `${fields}Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n${tnef}\r\n`;
    const got = await receiving.delivered(Buffer.from(mail), policy);
    expect(got.message.object.attachments).toHaveLength(1);
    expect(JSON.stringify([...got.message.object.properties].map(({ key }) => key))).not.toContain(PS_POSTBUS_SMIME);
    const [attachment] = got.message.object.attachments;
    const inside = [...attachment!.properties, ...(attachment!.embedded?.properties ?? [])];
    expect(inside.length).toBeGreaterThan(0);
    expect(JSON.stringify(inside.map(({ key }) => key))).not.toContain(PS_POSTBUS_SMIME);
  });

  it('nor do header fields', async () => {
    const got = await receiving.delivered(
      Buffer.from(`Outcome: valid\r\nX-Smime-Outcome: valid\r\n${fields}${entity}`),
      {
        verify: true,
      },
    );
    expect(findings(got)).toEqual([]);
  });
});
