/** What leaves encrypted, with the real store, blobs, bus and threads; decrypted by OpenSSL. */
import type { Account } from '@postbus/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayWorld } from '../gateway-world.fixture.ts';
import type { OpensslFolder, Person } from '../openssl.fixture.ts';
import { type SendingWorld, entity, fields, message, openSendingWorld } from '../sending-world.fixture.ts';

let sending: SendingWorld;
let openssl: OpensslFolder;
let world: GatewayWorld;
let annAccount: Account;
let bob: Person;
let carol: Person;

beforeAll(async () => {
  sending = await openSendingWorld();
  ({ openssl, world, annAccount, bob, carol } = sending);
}, 60_000);
afterAll(() => sending.close());

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
