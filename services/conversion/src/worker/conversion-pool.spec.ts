import { afterAll, describe, expect, it } from 'vitest';
import { PidTagSubject } from '@postbus/mapi';
import { ConversionPool } from './conversion-pool.ts';

const signal = new AbortController().signal;
const mime = (subject: string, size = 0): Uint8Array =>
  Buffer.from(
    `Subject: ${subject}\r\n\r\n${'x'
      .repeat(70)
      .concat('\r\n')
      .repeat(Math.ceil(size / 72))}`,
  );
const options = { receivedAt: 0, isolated: false, signal };

describe('the pool of conversion threads', () => {
  const pool = new ConversionPool({ threads: 2, memory: 256, time: 20_000 });
  afterAll(() => pool.close());

  it('converts many messages beside each other', async () => {
    const converted = await Promise.all(
      Array.from({ length: 100 }, (_, index) => pool.convert(mime(`number ${index}`), options)),
    );
    expect(converted.map(({ object }) => object.properties.get(PidTagSubject))).toEqual(
      Array.from({ length: 100 }, (_, index) => `number ${index}`),
    );
  });

  it('never gives all threads to large messages', async () => {
    const attachment = 'Content-Transfer-Encoding: base64\r\n\r\n'.concat(
      'QUFB'.repeat(19).concat('\r\n').repeat(500_000),
    );
    const finished: string[] = [];
    const large = ['first', 'second'].map(async (name) => {
      await pool.convert(
        Buffer.from(`Subject: ${name}\r\nContent-Type: application/x-large\r\n${attachment}`),
        options,
      );
      finished.push(name);
    });
    await pool.convert(mime('small'), options);
    finished.push('small');
    await Promise.all(large);
    expect(finished.indexOf('small')).toBeLessThan(finished.indexOf('second'));
  });

  it('gives a message its turn that must run alone while others keep coming', async () => {
    let stop = false;
    const stream = Array.from({ length: 8 }, async () => {
      while (!stop) await pool.convert(mime('stream'), options);
    });
    await pool.convert(mime('alone'), { ...options, isolated: true });
    stop = true;
    await Promise.all(stream);
  });

  it('ends a thread that takes too long, and goes on with another', async () => {
    const impatient = new ConversionPool({ threads: 2, memory: 256, time: 0 });
    await expect(impatient.convert(mime('slow', 30_000_000), options)).rejects.toThrow(
      expect.objectContaining({ code: 'timed-out' }),
    );
    await impatient.close();
  });

  it('ends what waits when it is closed', async () => {
    const closing = new ConversionPool({ threads: 2, memory: 256, time: 20_000 });
    const converted = Promise.allSettled(Array.from({ length: 50 }, () => closing.convert(mime('late'), options)));
    await closing.close();
    for (const result of await converted) {
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: expect.stringMatching(/aborted|worker-crashed/) });
    }
    await expect(closing.convert(mime('after'), options)).rejects.toThrow(expect.objectContaining({ code: 'aborted' }));
  });
});

describe('the work of S/MIME in the pool', () => {
  const trust = { version: 1, anchors: undefined, crls: [] };
  const open = { kind: 'open', at: 0, verify: true, decrypt: 'any', keys: [] } as const;
  const wanted = { isolated: false, signal, trust };

  it('tells what is signed, also while messages are converted', async () => {
    const pool = new ConversionPool({ threads: 2, memory: 256, time: 20_000 });
    const signed =
      'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n';
    const [opened, plain] = await Promise.all([
      pool.open(Buffer.from(signed), open, wanted),
      pool.open(mime('plain'), open, wanted),
      ...Array.from({ length: 20 }, () => pool.convert(mime('beside'), options)),
    ]);
    expect([opened?.report, plain]).toEqual([
      { form: 'clear-signed', outcome: 'broken', signers: [], fault: 'no-signature' },
      undefined,
    ]);
    await pool.close();
  });

  it('ends what takes too long', async () => {
    const impatient = new ConversionPool({ threads: 2, memory: 256, time: 0 });
    const encrypted = `Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\n${'QUFB'.repeat(8_000_000)}`;
    await expect(impatient.open(Buffer.from(encrypted), open, wanted)).rejects.toMatchObject({ code: 'timed-out' });
    await impatient.close();
  });

  it('says of trust that cannot be read in which file it is, and goes on with what can', async () => {
    const pool = new ConversionPool({ threads: 2, memory: 256, time: 20_000 });
    const damaged = { version: 2, anchors: { file: '/etc/anchors.pem', bytes: Buffer.from('none') }, crls: [] };
    await expect(pool.readTrust(damaged)).rejects.toMatchObject({
      code: 'conversion-failed',
      reason: 'damaged',
      message: expect.stringContaining('/etc/anchors.pem'),
    });
    await expect(pool.readTrust(trust)).resolves.toBeUndefined();
    await pool.close();
  });
});
