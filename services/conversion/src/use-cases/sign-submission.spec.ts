/** What leaves signed, with the real store, blobs, bus and threads; verified by OpenSSL. */
import { readFileSync } from 'node:fs';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Account } from '@postbus/domain';
import { parseMime } from '@postbus/mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayWorld } from '../gateway-world.fixture.ts';
import type { OpensslFolder, Person } from '../openssl.fixture.ts';
import { type SendingWorld, entity, fields, message, openSendingWorld } from '../sending-world.fixture.ts';

let sending: SendingWorld;
let openssl: OpensslFolder;
let world: GatewayWorld;
let ann: Person;
let annAccount: Account;
let bob: Person;
const month = 31 * 86_400_000;

beforeAll(async () => {
  sending = await openSendingWorld();
  ({ openssl, world, ann, annAccount, bob } = sending);
}, 60_000);
afterAll(() => sending.close());

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

  it('knows an address with a domain outside ASCII by the A-labels of its certificate, RFC 5280 7.5', async () => {
    const erna = await openssl.person('erna', 'erna@xn--bcher-kva.example');
    const address = 'erna@b\u00fccher.example';
    const account = await world.account(address);
    await world.addKey({ ...erna, address });
    await world.policy(address, { sign: 'clear' });
    const text = message.replace('ann@here.example', address);
    const sent = await world.sentTo(
      'there.example',
      await world.routed(await world.submission(account, ['bob@there.example'], text)),
    );
    expect(openssl.verified(sent).toString()).toContain('aus Bern');
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
    const { account, text } = await sending.somebody(`keyless-${withoutKey}`, { sign: 'clear', withoutKey });
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
    const { account, text } = await sending.somebody('broken', { sign: 'clear' });
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
