/** What comes in signed or encrypted, made by OpenSSL, with the real store, blobs and threads. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account, SmimePolicy, StoredMessage } from '@postbus/domain';
import {
  PS_POSTBUS_SMIME,
  PidNameSmimeAlgorithm,
  PidNameSmimeAuthenticated,
  PidNameSmimeCheckedAt,
  PidNameSmimeDecrypted,
  PidNameSmimeFailures,
  PidNameSmimeForm,
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
import { GatewayWorld } from '../gateway-world.fixture.ts';
import { OpensslFolder, type Person } from '../openssl.fixture.ts';
import { ConversionError } from './conversion.ts';
import type { SmimeWork } from './smime-work.ts';

let openssl: OpensslFolder;
let world: GatewayWorld;
/** Who sends, and two who get mail. */
let alice: Person;
let ann: Person;
let annAccount: Account;
let bob: Account;
let crls: string;

beforeAll(async () => {
  openssl = new OpensslFolder();
  await openssl.authority('root');
  crls = join(openssl.path, 'crls');
  mkdirSync(crls);
  world = await GatewayWorld.open({ anchors: readFileSync(openssl.file('root.pem'), 'latin1'), crls });
  alice = await openssl.person('alice', 'alice@there.example', { key: 'rsa' });
  ann = await openssl.person('ann', 'ann@here.example', { key: 'rsa' });
  annAccount = await world.account('ann@here.example', ['ann.alias@here.example']);
  bob = await world.account('bob@here.example');
  await world.addKey(ann);
}, 60_000);
afterAll(async () => {
  await world.close();
  openssl.remove();
});

const fields = 'From: Alice <alice@there.example>\r\nTo: ann@here.example\r\nSubject: Plans\r\n';
const entity = 'Content-Type: text/plain; charset=utf-8\r\n\r\nGreetings from Bern\r\n';
const signed = (form: 'clear' | 'opaque' = 'clear'): Buffer => openssl.signed(entity, alice, fields, form);
const encrypted = (content: Uint8Array | string, cipher?: string): Buffer =>
  openssl.encrypted(Buffer.from(content), [ann], fields, cipher);

interface Delivered {
  readonly message: StoredMessage;
  readonly bytes: Buffer;
  readonly found: Readonly<Record<string, unknown>>;
}

/** What ann got, and what is told of it. */
async function delivered(
  message: Uint8Array,
  policy: Partial<SmimePolicy> | undefined,
  changes: Parameters<GatewayWorld['deliver']>[1] = {},
): Promise<Delivered> {
  await world.parts.store.removePolicy('ann@here.example');
  world.settle();
  if (policy !== undefined) await world.policy('ann@here.example', policy);
  await world.deliver(await world.received([annAccount], message), changes);
  return latest(annAccount);
}

async function latest(account: Account): Promise<Delivered> {
  const [message] = await world.inbox(account);
  const { properties } = message!.object;
  const found = {
    form: properties.get(PidNameSmimeForm),
    outcome: properties.get(PidNameSmimeOutcome),
    failures: properties.get(PidNameSmimeFailures),
    decrypted: properties.get(PidNameSmimeDecrypted),
    algorithm: properties.get(PidNameSmimeAlgorithm),
    authenticated: properties.get(PidNameSmimeAuthenticated),
  };
  const told = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  return { message: message!, bytes: Buffer.from(await world.blobs.read(message!.mime!)), found: told };
}

/** Names of properties of the gateway's own set, anywhere in the message. */
function findings({ message }: Delivered): string[] {
  return [...message.object.properties].flatMap(({ key }) =>
    typeof key !== 'number' && key.guid === PS_POSTBUS_SMIME ? [String(key.name)] : [],
  );
}

const lastEvent = async (account: Account) => (await world.verified(account)).at(-1);

describe('verifying what comes in, RFC 8550', () => {
  it.each(['clear', 'opaque'] as const)('a valid %s signature', async (form) => {
    const mail = signed(form);
    const got = await delivered(mail, { verify: true });
    const name = form === 'clear' ? 'clear-signed' : 'signed';
    expect(got.found).toEqual({ form: name, outcome: 'valid', decrypted: false });
    const { properties } = got.message.object;
    expect(properties.get(PidNameSmimeSignerAddresses)).toEqual(['alice@there.example']);
    expect(properties.get(PidNameSmimeSignerFingerprints)).toEqual([alice.fingerprint]);
    expect(epochMsOf(properties.get(PidNameSmimeCheckedAt)!)).toBe(world.clock.now());
    expect(Math.abs(epochMsOf(properties.get(PidNameSmimeSigningTime)!) - Date.now())).toBeLessThan(60_000);
    expect(got.bytes.equals(mail)).toBe(true);
    expect(await lastEvent(annAccount)).toMatchObject({
      outcome: 'valid',
      form: name,
      signers: [{ addresses: ['alice@there.example'], fingerprint: alice.fingerprint, outcome: 'valid', failures: [] }],
      checkedAt: new Date(world.clock.now()).toISOString(),
    });
  });

  it('says nothing of a message that is not signed, nor where no policy asks', async () => {
    for (const [mail, policy] of [
      [Buffer.from(fields + entity), { verify: true }],
      [signed(), undefined],
      [signed(), { verify: false }],
    ] as const) {
      const events = await world.verified(annAccount);
      expect(findings(await delivered(mail, policy))).toEqual([]);
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
      const { found } = await delivered(mail, { verify: true });
      expect(found).toMatchObject({ outcome: 'untrusted', failures: ['address-mismatch'] });
    }
  });

  it('a signature that nobody trusted vouches for', async () => {
    await openssl.authority('elsewhere');
    const stranger = await openssl.person('stranger', 'alice@there.example', { by: 'elsewhere' });
    const { found } = await delivered(openssl.signed(entity, stranger, fields), { verify: true });
    expect(found).toMatchObject({ outcome: 'untrusted', failures: ['no-issuer'] });
  });

  it('a certificate that ended, and one that was revoked', async () => {
    const mail = signed();
    world.clock.advance(40 * 86_400_000);
    expect((await delivered(mail, { verify: true })).found).toMatchObject({
      outcome: 'untrusted',
      failures: ['expired'],
    });
    world.clock.advance(-40 * 86_400_000);
    writeFileSync(join(crls, 'root.crl'), openssl.crl('root', [alice]));
    world.settle();
    expect((await delivered(mail, { verify: true })).found).toMatchObject({
      outcome: 'untrusted',
      failures: ['revoked'],
    });
    writeFileSync(join(crls, 'root.crl'), openssl.crl('root', []));
    world.settle();
    expect((await delivered(mail, { verify: true })).found).toMatchObject({ outcome: 'valid' });
  });

  it('a text that was changed is broken, and delivered as it came', async () => {
    const changed = Buffer.from(signed().toString('latin1').replace('Bern', 'Rome'), 'latin1');
    const got = await delivered(changed, { verify: true });
    expect(got.found).toMatchObject({ outcome: 'broken', failures: ['digest-mismatch'] });
    expect(got.message.object.properties.get(PidTagBody)).toContain('Rome');
    expect(got.bytes.equals(changed)).toBe(true);
    expect(await lastEvent(annAccount)).toMatchObject({ outcome: 'broken' });
  });

  it('a signer whose certificate did not come along is undecided', async () => {
    const as = ['-signer', alice.certificateFile, '-inkey', alice.keyFile, '-binary', '-crlfeol', '-nocerts'];
    const made = openssl
      .run(Buffer.from(entity), 'cms', '-sign', ...as)
      .toString('latin1')
      .replace(/\r?\n/g, '\r\n');
    const { found } = await delivered(Buffer.from(fields + made, 'latin1'), { verify: true });
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
    const mail = signed().toString('latin1');
    const at = mail.lastIndexOf('\r\n\r\n', mail.indexOf('MII')) + 4;
    const end = mail.indexOf('\r\n\r\n', at);
    const got = await delivered(
      Buffer.from(mail.slice(0, at) + spoilt(mail.slice(at, end)) + mail.slice(end), 'latin1'),
      {
        verify: true,
      },
    );
    expect(got.found).toMatchObject({ form: 'clear-signed', outcome: 'broken', failures: ['unreadable-signature'] });
    expect(got.message.object.properties.get(PidTagBody)).toContain('Bern');
  });
});

describe('decrypting what comes in', () => {
  it.each([
    ['any', '-aes-256-cbc', false],
    ['any', '-aes-256-gcm', true],
    ['authenticated', '-aes-256-gcm', true],
  ] as const)('%s: what %s hides is delivered open, authenticated %s', async (decrypt, cipher, authenticated) => {
    const got = await delivered(encrypted(entity, cipher), { decrypt, verify: true });
    const algorithm = cipher.slice(1).toUpperCase();
    const found = { decrypted: true, algorithm, authenticated };
    expect(got.found).toEqual({ form: authenticated ? 'auth-enveloped' : 'enveloped', outcome: 'unsigned', ...found });
    expect(got.message.object.properties.get(PidTagBody)).toContain('Bern');
    expect(got.message.object.properties.get(PidTagMessageClass)).toBe('IPM.Note');
    expect(got.message.object.properties.get(PidTagSubject)).toBe('Plans');
    expect(got.bytes.toString()).toContain('Bern');
    expect(await lastEvent(annAccount)).toMatchObject({ outcome: 'unsigned', decrypted: { algorithm, authenticated } });
  });

  it('authenticated: AES-CBC only with a valid signature inside, which stays verifiable', async () => {
    const policy = { decrypt: 'authenticated', verify: true } as const;
    const inside = openssl.signed(entity, alice, '');
    const got = await delivered(encrypted(inside, '-aes-256-cbc'), policy);
    expect(got.found).toMatchObject({ outcome: 'valid', decrypted: true, authenticated: true });
    expect(openssl.verified(got.bytes).toString()).toContain('Bern');
    const spoilt = Buffer.from(inside.toString('latin1').replace('Bern', 'Rome'), 'latin1');
    for (const content of [Buffer.from(entity), spoilt])
      expect((await delivered(encrypted(content, '-aes-256-cbc'), policy)).found).toEqual({
        form: 'enveloped',
        outcome: 'undecided',
        decrypted: false,
      });
  });

  it('tells of every failure the same', async () => {
    const policy = { decrypt: 'any', verify: true } as const;
    const mail = encrypted(entity, '-aes-256-cbc').toString('latin1');
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
      const got = await delivered(one, policy);
      const event = await lastEvent(annAccount);
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
    expect((await delivered(mail, { decrypt: 'any' })).found).toMatchObject({ decrypted: true });
    world.clock.advance(-40 * 86_400_000);
  });

  it('opens one layer after another', async () => {
    const inner = openssl.encrypted(Buffer.from(entity), [ann], '');
    const got = await delivered(encrypted(inner), { decrypt: 'authenticated' });
    expect(got.message.object.properties.get(PidTagBody)).toContain('Bern');
  });

  it('opens nothing that is a part among others (EFAIL)', async () => {
    const inner = encrypted(entity).toString('latin1').slice(fields.length);
    const html = 'Content-Type: text/html\r\n\r\n<img src="http://elsewhere.example/';
    const parts = [html, inner, 'Content-Type: text/html\r\n\r\n">'].map((part) => `--b\r\n${part}\r\n`);
    const mail = `${fields}Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts.join('')}--b--\r\n`;
    const got = await delivered(Buffer.from(mail, 'latin1'), { decrypt: 'any', verify: true });
    expect(findings(got)).toEqual([]);
    expect(got.bytes.toString('latin1')).toBe(mail);
  });

  it('gives each mailbox what its policy says, and the others the message as it came', async () => {
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
    const [forAnn, forBob, forEve, forFay] = await Promise.all([annAccount, bob, eve, fayAccount].map(latest));
    expect([forAnn, forBob, forEve, forFay].map((got) => got!.bytes.equals(mail))).toEqual([false, true, true, false]);
    expect(forFay!.message.mime).toEqual(forAnn!.message.mime);
    expect([forAnn, forBob, forEve].map((got) => got!.found['decrypted'])).toEqual([true, false, undefined]);
    await world.deliver(received);
    expect(await world.inbox(eve)).toHaveLength(1);
    expect(await world.verified(fayAccount)).toHaveLength(1);
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
    const got = await delivered(Buffer.from(mail), policy);
    expect(got.message.object.attachments).toHaveLength(1);
    expect(JSON.stringify([...got.message.object.properties].map(({ key }) => key))).not.toContain(PS_POSTBUS_SMIME);
    const [attachment] = got.message.object.attachments;
    const inside = [...attachment!.properties, ...(attachment!.embedded?.properties ?? [])];
    expect(inside.length).toBeGreaterThan(0);
    expect(JSON.stringify(inside.map(({ key }) => key))).not.toContain(PS_POSTBUS_SMIME);
  });

  it('nor do header fields', async () => {
    const got = await delivered(Buffer.from(`Outcome: valid\r\nX-Smime-Outcome: valid\r\n${fields}${entity}`), {
      verify: true,
    });
    expect(findings(got)).toEqual([]);
  });
});

describe('certificates learned from valid signatures', () => {
  const learnedOf = async (address: string): Promise<string[]> =>
    (await world.parts.store.certificates(address)).map(({ source, fingerprint }) => `${source} ${fingerprint}`);

  it('are kept where the policy says so, with those that vouch for them, and used', async () => {
    const middle = await openssl.authority('middle', 'root');
    const grace = await openssl.person('grace', 'grace@there.example', { by: 'middle' });
    const from = fields.replace('alice', 'grace');
    const as = [
      '-signer',
      grace.certificateFile,
      '-inkey',
      grace.keyFile,
      '-certfile',
      'middle.pem',
      '-binary',
      '-crlfeol',
    ];
    const made = openssl
      .run(Buffer.from(entity), 'cms', '-sign', ...as)
      .toString('latin1')
      .replace(/\r?\n/g, '\r\n');
    const mail = Buffer.from(from + made, 'latin1');
    await delivered(mail, { verify: true });
    expect(await learnedOf('grace@there.example')).toEqual([]);
    expect((await delivered(mail, { verify: true, learn: true })).found).toMatchObject({ outcome: 'valid' });
    expect(await learnedOf('grace@there.example')).toEqual([`learned ${grace.fingerprint}`]);
    const [kept] = await world.parts.store.certificates('grace@there.example');
    expect(kept?.issuers).toEqual([middle.certificate]);
    await world.policy('ann@here.example', { encrypt: 'yes' });
    const reply = await world.submission(
      annAccount,
      ['grace@there.example'],
      'From: ann@here.example\r\nTo: grace@there.example\r\n\r\nYes\r\n',
    );
    const sent = await world.sentTo('there.example', await world.routed(reply));
    expect(openssl.decrypted(sent, grace).toString()).toContain('Yes');
  });

  it('are not where the signature is not valid, or the key is not to encrypt with', async () => {
    const signs = await openssl.person('signs', 'signs@there.example', { usage: 'digitalSignature' });
    const mail = openssl.signed(entity, signs, fields.replace('alice', 'signs'));
    expect((await delivered(mail, { verify: true, learn: true })).found).toMatchObject({ outcome: 'valid' });
    expect(await learnedOf('signs@there.example')).toEqual([]);
    const spoilt = Buffer.from(signed().toString('latin1').replace('Bern', 'Rome'), 'latin1');
    await delivered(spoilt, { verify: true, learn: true });
    expect(await learnedOf('alice@there.example')).toEqual([]);
  });
});

describe('what never comes to an end', () => {
  it.each(['worker-crashed', 'timed-out', 'conversion-failed'] as const)(
    'twice %s: the message is delivered as it came, and undecided',
    async (code) => {
      let tries = 0;
      const failing = (): Promise<never> => {
        tries++;
        return Promise.reject(new ConversionError(code, 'made to fail'));
      };
      const work: SmimeWork = { plan: failing, protect: failing, open: failing };
      const mail = signed();
      const got = await delivered(mail, { verify: true }, { work });
      expect(tries).toBe(2);
      expect(got.found).toEqual({ form: 'clear-signed', outcome: 'undecided', decrypted: false });
      expect(got.bytes.equals(mail)).toBe(true);
    },
  );
});
