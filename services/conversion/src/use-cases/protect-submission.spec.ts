/** What leaves under a policy of S/MIME, with the real store, blobs, bus and threads; verified and decrypted by OpenSSL. */
import { readFileSync } from 'node:fs';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Account } from '@postbus/domain';
import { parseMime } from '@postbus/mime';
import { PortError } from '@postbus/ports';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GatewayWorld } from '../gateway-world.fixture.ts';
import { OpensslFolder, type Person } from '../openssl.fixture.ts';
import { ConversionError } from './conversion.ts';
import type { SmimeWork } from './smime-work.ts';

let openssl: OpensslFolder;
let world: GatewayWorld;
let ann: Person;
let annAccount: Account;
let bob: Person;
let carol: Person;
const month = 31 * 86_400_000;

beforeAll(async () => {
  openssl = new OpensslFolder();
  await openssl.authority('root');
  world = await GatewayWorld.open({ anchors: readFileSync(openssl.file('root.pem'), 'latin1') });
  ann = await openssl.person('ann', 'ann@here.example');
  bob = await openssl.person('bob', 'bob@there.example', { key: 'rsa' });
  carol = await openssl.person('carol', 'carol@there.example');
  annAccount = await world.account('ann@here.example', ['ann.alias@here.example']);
  await world.addKey(ann);
  await world.addCertificate(bob);
  await world.addCertificate(carol);
}, 60_000);
afterAll(async () => {
  await world.close();
  openssl.remove();
});

const fields =
  'From: Ann <ann@here.example>\r\nTo: bob@there.example, carol@there.example\r\nSubject: Plans\r\nMIME-Version: 1.0\r\n';
const entity = 'Content-Type: text/plain; charset=utf-8\r\n\r\nGreetings aus Bern\r\n';
const message = fields + entity;
/** Someone with an account, and a policy of her own, but no key. */
async function somebody(
  name: string,
  policy: Parameters<GatewayWorld['policy']>[1],
): Promise<{ account: Account; text: string }> {
  const address = `${name}@here.example`;
  const account = await world.account(address);
  await world.policy(address, policy);
  return { account, text: message.replace('ann@here.example', address) };
}

describe('mail of who has no policy', () => {
  it('leaves as it was submitted, without a look at it', async () => {
    const other = await world.account('other@here.example');
    const submitted = await world.submission(other, ['bob@there.example'], message);
    const routed = await world.routed(submitted);
    expect(routed.outbound).toMatchObject([
      { id: submitted.id, raw: submitted.raw, reversePath: submitted.reversePath },
    ]);
    expect(routed.refusal).toBeUndefined();
  });
});

describe('signing what leaves, RFC 8551 3.5', () => {
  it.each(['clear', 'opaque'] as const)('%s: OpenSSL verifies it, and the header stays', async (sign) => {
    await world.policy('ann@here.example', { sign });
    const submitted = await world.submission(annAccount, ['bob@there.example', 'dan@else.example'], message);
    const routed = await world.routed(submitted);
    expect(routed.outbound.map(({ domain }) => domain).toSorted()).toEqual(['else.example', 'there.example']);
    const sent = await world.sentTo('there.example', routed);
    expect(sent.toString('latin1')).toContain('Subject: Plans\r\n');
    expect(sent.includes(sign === 'clear' ? 'multipart/signed' : 'smime-type=signed-data')).toBe(true);
    expect(openssl.verified(sent).toString()).toContain('aus Bern');
    expect(routed.outbound[0]?.reversePath.body).toBe('7BIT');
  });

  it('makes a message of 8 bits one of 7, which no host on its way need change', async () => {
    await world.policy('ann@here.example', { sign: 'clear' });
    const text = `${fields}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGr\u00fc\u00dfe\r\n`;
    const submitted = await world.submission(annAccount, ['bob@there.example'], text);
    const reversePath = { ...submitted.reversePath, body: '8BITMIME' } as const;
    const routed = await world.routed({ ...submitted, reversePath });
    const content = openssl.verified(await world.sentTo('there.example', routed));
    expect(parseMime(content).text()).toBe('Gr\u00fc\u00dfe\r\n');
    expect(routed.outbound[0]?.reversePath.body).toBe('7BIT');
  });

  it('says as signing time when it was submitted', async () => {
    await world.policy('ann@here.example', { sign: 'clear' });
    const submitted = await world.submission(annAccount, ['bob@there.example'], message);
    const at = '2026-11-20T10:11:12.000Z';
    const sent = await world.sentTo('there.example', await world.routed({ ...submitted, submittedAt: at }));
    const printed = openssl.run(sent, 'cms', '-cmsout', '-print', '-noout').toString();
    expect(printed).toContain('Nov 20 10:11:12 2026 GMT');
  });

  it('counts for an alias of the account too, whose key is missing then', async () => {
    await world.policy('ann@here.example', { sign: 'clear' });
    const text = message.replace('ann@here.example', 'ann.alias@here.example');
    const { refusal, outbound } = await world.routed(await world.submission(annAccount, ['bob@there.example'], text));
    expect(outbound).toEqual([]);
    expect(refusal?.recipients[0]).toMatchObject({ status: '5.7.5' });
    expect(refusal?.recipients[0]?.text).toContain('ann.alias@here.example');
  });

  it('is as the policy of the domain says where the address has none', async () => {
    const dora = await openssl.person('dora', 'dora@domain.example');
    const account = await world.account('dora@domain.example');
    await world.addKey(dora);
    await world.policy('domain.example', { sign: 'clear' });
    const text = message.replace('ann@here.example', 'dora@domain.example');
    const sent = await world.sentTo(
      'there.example',
      await world.routed(await world.submission(account, ['bob@there.example'], text)),
    );
    expect(() => openssl.verified(sent)).not.toThrow();
  });

  it('takes the newest key that is valid now and names the author', async () => {
    const account = await world.account('keys@here.example');
    const [old, current, encryptsOnly, another] = [
      await openssl.person('keys-old', 'keys@here.example'),
      await openssl.person('keys-current', 'keys@here.example', { key: 'rsa' }),
      await openssl.person('keys-encrypt', 'keys@here.example', { key: 'rsa', usage: 'keyEncipherment' }),
      await openssl.person('keys-other', 'someone@here.example'),
    ];
    for (const key of [old, current, encryptsOnly, { ...another, address: 'keys@here.example' }]) {
      await world.addKey(key);
      world.settle();
    }
    await world.policy('keys@here.example', { sign: 'clear' });
    const text = message.replace('ann@here.example', 'keys@here.example');
    const sent = await world.sentTo(
      'there.example',
      await world.routed(await world.submission(account, ['bob@there.example'], text)),
    );
    openssl.run(sent, 'cms', '-verify', '-CAfile', 'root.pem', '-signer', 'seen.pem', '-out', 'seen.txt');
    expect(readFileSync(openssl.file('seen.pem'), 'latin1')).toBe(
      readFileSync(openssl.file('keys-current.pem'), 'latin1'),
    );
  });

  it('sends what lies between the key and its authority along', async () => {
    const middle = await openssl.authority('middle', 'root');
    const below = await openssl.person('below', 'below@here.example', { by: 'middle' });
    const account = await world.account('below@here.example');
    await world.addKey(below, [middle.certificate]);
    await world.policy('below@here.example', { sign: 'opaque' });
    const text = message.replace('ann@here.example', 'below@here.example');
    const sent = await world.sentTo(
      'there.example',
      await world.routed(await world.submission(account, ['bob@there.example'], text)),
    );
    expect(() => openssl.verified(sent)).not.toThrow();
  });

  it('leaves a message as it is that its author signed', async () => {
    await world.policy('ann@here.example', { sign: 'clear' });
    const signed = openssl.signed(entity, ann, fields);
    const submitted = await world.submission(annAccount, ['bob@there.example'], signed);
    const routed = await world.routed(submitted);
    expect(routed.outbound[0]?.raw).toEqual(submitted.raw);
  });

  it.each(['refuse', 'send'] as const)('without a key: %s', async (withoutKey) => {
    const { account, text } = await somebody(`keyless-${withoutKey}`, { sign: 'clear', withoutKey });
    const submitted = await world.submission(account, ['bob@there.example', 'x@else.example'], text);
    const { outbound, refusal } = await world.routed(submitted);
    if (withoutKey === 'send') {
      expect(outbound.map(({ raw }) => raw)).toEqual([submitted.raw, submitted.raw]);
      return;
    }
    expect(outbound).toEqual([]);
    expect(refusal).toMatchObject({ id: submitted.id, raw: submitted.raw, submitter: account.mailbox });
    expect(refusal?.recipients.map(({ address, status }) => [address, status])).toEqual([
      ['bob@there.example', '5.7.5'],
      ['x@else.example', '5.7.5'],
    ]);
  });

  it('counts a key as none that ended, that another master key sealed, or that is damaged, and tells it by its code', async () => {
    const told: unknown[] = [];
    const listen = (news: unknown): unknown => told.push(news);
    subscribe('postbus.smime.key-unusable', listen);
    const broken = await openssl.person('broken', 'broken@here.example');
    const { account, text } = await somebody('broken', { sign: 'clear' });
    await world.addKey(broken);
    const [key] = await world.parts.store.keys('broken@here.example');
    const refused = async (sealed: Uint8Array): Promise<boolean> => {
      await world.parts.store.putKey({ ...key!, sealed });
      return (await world.routed(await world.submission(account, ['bob@there.example'], text))).refusal !== undefined;
    };
    const otherId = Uint8Array.from(key!.sealed, (byte, at) => (at === 1 ? byte ^ 1 : byte));
    const changed = Uint8Array.from(key!.sealed, (byte, at) => (at === 40 ? byte ^ 1 : byte));
    const { address, fingerprint } = broken;
    const another = world.masterKeys.seal(bob.pkcs8, { address, fingerprint });
    const none = world.masterKeys.seal(new Uint8Array(20), { address, fingerprint });
    expect(await refused(key!.sealed)).toBe(false);
    expect([await refused(otherId), await refused(changed), await refused(another), await refused(none)]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    unsubscribe('postbus.smime.key-unusable', listen);
    expect(told).toEqual(
      ['other-master-key', 'damaged', 'key-mismatch', 'malformed'].map((code) => ({ fingerprint, code })),
    );
    await world.parts.store.putKey(key!);
    world.clock.advance(month);
    expect(await refused(key!.sealed)).toBe(true);
    world.clock.advance(-month);
  });
});

describe('encrypting what leaves, RFC 8551 3.3', () => {
  it('for every recipient, who each decrypt it by OpenSSL', async () => {
    await world.policy('ann@here.example', { encrypt: 'yes' });
    const submitted = await world.submission(annAccount, ['bob@there.example', 'carol@there.example'], message);
    const sent = await world.sentTo('there.example', await world.routed(submitted));
    expect(sent.toString('latin1')).toContain('smime-type=enveloped-data');
    expect(sent.includes('aus Bern')).toBe(false);
    for (const reader of [bob, carol]) expect(openssl.decrypted(sent, reader).toString()).toContain('aus Bern');
  });

  it('after signing: OpenSSL decrypts, then verifies', async () => {
    await world.policy('ann@here.example', { sign: 'clear', encrypt: 'yes' });
    const submitted = await world.submission(annAccount, ['carol@there.example'], message);
    const sent = await world.sentTo('there.example', await world.routed(submitted));
    expect(openssl.verified(openssl.decrypted(sent, carol)).toString()).toContain('aus Bern');
  });

  it('by AES-GCM where the settings say so', async () => {
    await world.policy('ann@here.example', { encrypt: 'yes' });
    const submitted = await world.submission(annAccount, ['bob@there.example'], message);
    const sent = await world.sentTo('there.example', await world.routed(submitted, { algorithm: 'AES-256-GCM' }));
    expect(sent.toString('latin1')).toContain('authEnveloped-data');
    expect(openssl.decrypted(sent, bob).toString()).toContain('aus Bern');
  });

  it('gives those whom neither To nor Cc names a copy of their own, which names nobody else', async () => {
    await world.policy('ann@here.example', { encrypt: 'yes' });
    const blind = await openssl.person('blind', 'blind@there.example');
    await world.addCertificate(blind);
    const submitted = await world.submission(annAccount, ['bob@there.example', 'blind@there.example'], message);
    const { outbound, ids } = await world.routed(submitted);
    const recipientsOf = outbound.map(({ recipients }) => recipients.map(({ address }) => address));
    expect(recipientsOf).toEqual([['bob@there.example'], ['blind@there.example']]);
    expect(new Set([submitted.id, ...outbound.map(({ id }) => id)]).size).toBe(2);
    const [openly, blindly] = await Promise.all(
      outbound.map(async ({ raw }) => Buffer.from(await world.blobs.read(raw))),
    );
    expect(openssl.decrypted(blindly!, blind).toString()).toContain('aus Bern');
    const recipients = (sent: Buffer): number =>
      openssl
        .run(sent, 'cms', '-cmsout', '-print', '-noout')
        .toString()
        .match(/d\.(?:ktri|kari):/g)?.length ?? 0;
    expect([recipients(openly!), recipients(blindly!)]).toEqual([1, 1]);
    expect((await world.routed(submitted)).ids).toEqual(ids);
  });

  it.each(['refuse', 'send'] as const)('where one has no certificate: %s', async (withoutCertificates) => {
    await world.policy('ann@here.example', { encrypt: 'yes', withoutCertificates });
    const submitted = await world.submission(annAccount, ['bob@there.example', 'stranger@else.example'], message);
    const { outbound, refusal } = await world.routed(submitted);
    if (withoutCertificates === 'send') {
      expect(outbound.map(({ raw }) => raw)).toEqual([submitted.raw, submitted.raw]);
      return;
    }
    expect(outbound).toEqual([]);
    const told = refusal!.recipients.map(({ address, status, text }) => ({
      address,
      status,
      names: /for (.*)\./.exec(text)?.[1],
    }));
    expect(told).toEqual([
      { address: 'bob@there.example', status: '5.7.0', names: 'stranger@else.example' },
      { address: 'stranger@else.example', status: '5.7.5', names: 'stranger@else.example' },
    ]);
  });

  it('signs all the same where it may be sent in clear', async () => {
    await world.policy('ann@here.example', { sign: 'clear', encrypt: 'yes', withoutCertificates: 'send' });
    const submitted = await world.submission(annAccount, ['stranger@else.example'], message);
    const sent = await world.sentTo('else.example', await world.routed(submitted));
    expect(openssl.verified(sent).toString()).toContain('aus Bern');
  });

  it('takes no certificate that ended, that nobody trusted issued, that is revoked, or that is not for encryption', async () => {
    await world.policy('ann@here.example', { encrypt: 'yes' });
    await openssl.authority('elsewhere');
    const foreign = await openssl.person('foreign', 'foreign@there.example', { by: 'elsewhere' });
    const signs = await openssl.person('signs', 'signs@there.example', { usage: 'digitalSignature' });
    const short = await openssl.person('short', 'short@there.example', { days: 1 });
    for (const one of [foreign, signs, short]) await world.addCertificate(one);
    const isRefused = async (to: string): Promise<boolean> =>
      (await world.routed(await world.submission(annAccount, [to], message))).refusal !== undefined;
    expect([await isRefused('foreign@there.example'), await isRefused('signs@there.example')]).toEqual([true, true]);
    expect(await isRefused('short@there.example')).toBe(false);
    world.clock.advance(2 * 86_400_000);
    expect(await isRefused('short@there.example')).toBe(true);
    world.clock.advance(-2 * 86_400_000);
  });

  it('takes the newest valid certificate, and what was given before what was learned', async () => {
    const certificates = [
      await openssl.person('eve-1', 'eve@there.example'),
      await openssl.person('eve-2', 'eve@there.example'),
      await openssl.person('eve-3', 'eve@there.example'),
    ];
    for (const [index, one] of certificates.entries()) {
      await world.addCertificate(one, index === 2 ? 'learned' : 'given');
      world.settle();
    }
    await world.policy('ann@here.example', { encrypt: 'yes' });
    const sent = await world.sentTo(
      'there.example',
      await world.routed(await world.submission(annAccount, ['eve@there.example'], message)),
    );
    const opens = certificates.map((one) =>
      openssl.succeeds(sent, 'cms', '-decrypt', '-recip', one.certificateFile, '-inkey', one.keyFile),
    );
    expect(opens).toEqual([false, true, false]);
  });

  it('leaves a message as it is that its author encrypted, and no other that says it is', async () => {
    await world.policy('ann@here.example', { sign: 'clear', encrypt: 'yes' });
    const encrypted = await world.submission(
      annAccount,
      ['bob@there.example'],
      openssl.encrypted(Buffer.from(entity), [bob], fields),
    );
    expect((await world.routed(encrypted)).outbound[0]?.raw).toEqual(encrypted.raw);
    const labelled = `${fields}Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\r\nin the clear\r\n`;
    const sent = await world.sentTo(
      'there.example',
      await world.routed(await world.submission(annAccount, ['bob@there.example'], labelled)),
    );
    expect(sent.includes('in the clear')).toBe(false);
  });

  it('touches nothing that stays here', async () => {
    await world.policy('ann@here.example', { encrypt: 'yes' });
    const submitted = await world.submission(annAccount, ['other@here.example', 'bob@there.example'], message);
    const { outbound } = await world.routed(submitted);
    const byDomain = new Map(outbound.map(({ domain, raw }) => [domain, raw]));
    expect(byDomain.get('here.example')).toEqual(submitted.raw);
    expect(byDomain.get('there.example')).not.toEqual(submitted.raw);
  });
});

describe('what goes wrong', () => {
  it('has the same ids when the event comes again', async () => {
    await world.policy('ann@here.example', { sign: 'clear' });
    const submitted = await world.submission(annAccount, ['bob@there.example', 'x@else.example'], message);
    const [first, second] = [await world.routed(submitted), await world.routed(submitted)];
    expect(second.ids).toEqual(first.ids);
    const { account, text } = await somebody('again', { sign: 'clear' });
    const refused = await world.submission(account, ['bob@there.example'], text);
    expect((await world.routed(refused)).ids).toEqual((await world.routed(refused)).ids);
  });

  it.each(['policies', 'policyFor', 'keys', 'certificates'] as const)(
    'nothing leaves while the store is away, at %s',
    async (call) => {
      await world.policy('ann@here.example', {
        sign: 'clear',
        encrypt: 'yes',
        withoutKey: 'send',
        withoutCertificates: 'send',
      });
      const submitted = await world.submission(annAccount, ['bob@there.example'], message);
      const away = (): Promise<never> => Promise.reject(new PortError('unavailable', 'SmimeStore', 'away'));
      const spied = vi.spyOn(world.parts.store, call).mockImplementation(away);
      world.settle();
      await expect(world.route().execute(submitted, { signal: new AbortController().signal })).rejects.toMatchObject({
        code: 'unavailable',
        retryable: true,
      });
      spied.mockRestore();
      expect((await world.routed(submitted)).outbound).toHaveLength(1);
    },
  );

  it.each(['worker-crashed', 'timed-out', 'conversion-failed'] as const)(
    'refuses what ends twice with %s, and never sends it in clear',
    async (code) => {
      await world.policy('ann@here.example', { encrypt: 'yes', withoutCertificates: 'send' });
      let tries = 0;
      const failing = (): Promise<never> => {
        tries++;
        return Promise.reject(new ConversionError(code, 'made to fail'));
      };
      const work: SmimeWork = { plan: failing, protect: failing, open: failing };
      const submitted = await world.submission(annAccount, ['bob@there.example'], message);
      const { outbound, refusal } = await world.routed(submitted, { work });
      expect([tries, outbound, refusal?.recipients[0]?.status]).toEqual([2, [], '5.7.5']);
    },
  );
});
