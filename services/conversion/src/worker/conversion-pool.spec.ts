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
