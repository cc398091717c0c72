/** What else comes of looking at signed mail: certificates learned, and mail that nothing can look at. */
import type { Account } from '@postbus/domain';
import { PortError } from '@postbus/ports';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GatewayWorld } from '../gateway-world.fixture.ts';
import type { OpensslFolder } from '../openssl.fixture.ts';
import { ReceivingWorld, entity, fields } from '../receiving-world.fixture.ts';
import { ConversionError } from './conversion.ts';
import type { SmimeWork } from './smime-work.ts';

let receiving: ReceivingWorld;
let openssl: OpensslFolder;
let world: GatewayWorld;
let annAccount: Account;

beforeAll(async () => {
  receiving = await ReceivingWorld.open();
  ({ openssl, world, annAccount } = receiving);
}, 60_000);
afterAll(() => receiving.close());

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
    await receiving.delivered(mail, { verify: true });
    expect(await learnedOf('grace@there.example')).toEqual([]);
    expect((await receiving.delivered(mail, { verify: true, learn: true })).found).toMatchObject({ outcome: 'valid' });
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
    expect((await receiving.delivered(mail, { verify: true, learn: true })).found).toMatchObject({ outcome: 'valid' });
    expect(await learnedOf('signs@there.example')).toEqual([]);
    const spoilt = Buffer.from(receiving.signed().toString('latin1').replace('Bern', 'Rome'), 'latin1');
    await receiving.delivered(spoilt, { verify: true, learn: true });
    expect(await learnedOf('alice@there.example')).toEqual([]);
  });
});

describe('a store that is away', () => {
  it.each(['policies', 'policyFor', 'keys'] as const)('keeps mail waiting, at %s', async (call) => {
    await world.policy('ann@here.example', { decrypt: 'any', verify: true });
    const received = await world.received([annAccount], receiving.encrypted(entity));
    const before = (await world.inbox(annAccount)).length;
    const away = (): Promise<never> => Promise.reject(new PortError('unavailable', 'SmimeStore', 'away'));
    const spied = vi.spyOn(world.parts.store, call).mockImplementation(away);
    await expect(world.deliver(received)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    expect(await world.inbox(annAccount)).toHaveLength(before);
    spied.mockRestore();
    await world.deliver(received);
    expect((await receiving.latest(annAccount)).found).toMatchObject({ decrypted: true });
  });

  it('keeps no mail waiting where a certificate was to be learned', async () => {
    const henry = await openssl.person('henry', 'henry@there.example');
    const away = (): Promise<never> => Promise.reject(new PortError('unavailable', 'SmimeStore', 'away'));
    const spied = vi.spyOn(world.parts.store, 'putCertificate').mockImplementation(away);
    const mail = openssl.signed(entity, henry, fields.replace('alice', 'henry'));
    const got = await receiving.delivered(mail, { verify: true, learn: true });
    spied.mockRestore();
    expect(got.found).toMatchObject({ outcome: 'valid' });
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
      const mail = receiving.signed();
      const got = await receiving.delivered(mail, { verify: true }, { work });
      expect(tries).toBe(2);
      expect(got.found).toEqual({ form: 'clear-signed', outcome: 'undecided', decrypted: false });
      expect(got.bytes.equals(mail)).toBe(true);
    },
  );
});
