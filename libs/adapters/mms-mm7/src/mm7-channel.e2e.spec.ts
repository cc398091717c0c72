/** Submissions over real sockets, to a carrier of our own making that does what it should not too. */
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type MmscScript, type Mmsc, startMmsc } from '@postbus/testing/vasp';
import { sinkCertificate } from '@postbus/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { openMm7Channel } from './index.ts';
import { content, message } from './mm7.fixture.ts';

let carrier: Mmsc | undefined;
afterEach(() => carrier?.close());

async function submitted(script: MmscScript, limits = {}) {
  carrier = await startMmsc(script);
  return openMm7Channel({ name: 'mm', url: carrier.url, limits }).submit(message);
}

describe('a submission, 3GPP TS 23.140 8.7.1.1', () => {
  it('says who sends, to whom, until when, and has its content byte for byte', async () => {
    carrier = await startMmsc();
    const identity = { vaspId: 'TNN', vasId: 'News', serviceCode: 'gold' };
    const { url } = carrier;
    const channel = openMm7Channel({ name: 'mm', url, username: 'us', password: 'pä:ss', ...identity });
    expect(await channel.submit(message)).toEqual({ outcome: 'accepted', messageId: 'mms-1' });
    const [submission] = carrier.submitted;
    expect(submission).toMatchObject({ credentials: 'us:pä:ss', soapAction: '""' });
    expect(submission!.request).toEqual({
      kind: 'submit.REQ',
      transactionId: message.id,
      mm7Version: expect.any(String),
      sender: { vaspId: 'TNN', vasId: 'News', address: { kind: 'number', value: '+14255550100' } },
      recipients: {
        to: [
          { kind: 'number', value: '+14255550123' },
          { kind: 'shortCode', value: '7255' },
        ],
      },
      serviceCode: 'gold',
      messageClass: 'Personal',
      timeStamp: new Date('2026-11-21T20:00:00Z'),
      expiryDate: { at: new Date('2026-11-22T20:00:00Z') },
      deliveryReport: true,
      subject: 'Saturn & rings',
      content: { href: expect.stringMatching(/^cid:/), allowAdaptations: true },
    });
    expect(Buffer.from(submission!.content!.bytes()).includes(Buffer.from(content).subarray(80))).toBe(true);
  });

  it('is in the version that the carrier has', async () => {
    carrier = await startMmsc();
    const channel = openMm7Channel({ name: 'mm', url: carrier.url, schema: 'REL-5-MM7-1-2', deliveryReport: false });
    await channel.submit(message);
    expect(Buffer.from(carrier.submitted[0]!.body).toString('latin1')).toContain('REL-5-MM7-1-2');
    expect(carrier.submitted[0]!.request.deliveryReport).toBe(false);
  });

  it('goes over TLS to who has a certificate that proves it, and to nobody else', async () => {
    carrier = await startMmsc({}, { tls: sinkCertificate });
    const { url } = carrier;
    const trusting = openMm7Channel({ name: 'mm', url, username: 'us', password: 'x', ca: sinkCertificate.cert });
    expect(await trusting.submit(message)).toMatchObject({ outcome: 'accepted' });
    const wary = openMm7Channel({ name: 'mm', url, username: 'us', password: 'x' });
    expect(await wary.submit(message)).toMatchObject({
      outcome: 'unsent',
      fault: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
    expect(carrier.submitted).toHaveLength(1);
  });

  it('takes no password where it would cross a network, and no URL that is none', () => {
    const open =
      (url: string, more = {}) =>
      () =>
        openMm7Channel({ name: 'mm', url, ...more });
    expect(open('http://mmsc.example/', { password: 'x' })).toThrow(expect.objectContaining({ code: 'in-the-clear' }));
    expect(open('https://us:them@mmsc.example/')).toThrow(expect.objectContaining({ code: 'bad-url' }));
    expect(open('ftp://mmsc.example/')).toThrow(expect.objectContaining({ code: 'bad-url' }));
    expect(open('http://[::1]:8080/', { password: 'x' })).not.toThrow();
  });
});

describe('what an answer says of the message', () => {
  it.each<[string, MmscScript, unknown]>([
    ['success', { submit: () => ({ messageId: '041' }) }, { outcome: 'accepted', messageId: '041' }],
    ['success for some', { submit: () => ({ status: 1100 }) }, { outcome: 'accepted', messageId: 'mms-1' }],
    ['an address that is none', { submit: () => ({ status: 2002 }) }, { retry: 'never', fault: { code: 'MM7-2002' } }],
    ['a service that is away', { submit: () => ({ status: 4006 }) }, { retry: 'later', fault: { code: 'MM7-4006' } }],
    [
      'a service that is denied',
      { submit: () => ({ status: 4007 }) },
      { retry: 'elsewhere', fault: { code: 'MM7-4007' } },
    ],
    ['a code of its own', { submit: () => ({ status: 4711 }) }, { retry: 'later', fault: { code: 'MM7-4711' } }],
    ['a wrong password', { submit: () => ({ http: 401 }) }, { retry: 'elsewhere', fault: { code: 'HTTP-401' } }],
    ['a redirection', { submit: () => ({ http: 302 }) }, { retry: 'elsewhere', fault: { code: 'HTTP-302' } }],
    ['too large', { submit: () => ({ http: 413 }) }, { retry: 'never', fault: { code: 'HTTP-413' } }],
    ['not now', { submit: () => ({ http: 503 }) }, { retry: 'later', fault: { code: 'HTTP-503' } }],
  ])('%s', async (_, script, outcome) => {
    expect(await submitted(script)).toMatchObject(outcome as object);
  });

  it('is that of the error in a fault', async () => {
    const fault = { code: 'Server', string: 'Busy' };
    const busy = { kind: 'RS_error.RES', transactionId: message.id, status: { code: 4006 }, fault } as const;
    expect(await submitted({ submit: () => ({ message: busy }) })).toMatchObject({ retry: 'later' });
    await carrier!.close();
    expect(await submitted({ submit: () => ({ message: { kind: 'fault', fault } }) })).toMatchObject({
      outcome: 'refused',
      retry: 'later',
      fault: { code: 'SOAP-Server' },
    });
  });

  it.each<[string, MmscScript, string]>([
    ['a connection that ends', { submit: () => 'drop' }, 'ECONNRESET'],
    ['silence', { submit: () => 'silence' }, 'answer-timed-out'],
    ['an error of a server without a word', { submit: () => ({ http: 500 }) }, 'HTTP-500'],
    ['a gateway that lost its server', { submit: () => ({ http: 502 }) }, 'HTTP-502'],
    ['a page of HTML', { submit: () => ({ body: '<html>Thanks!</html>' }) }, 'HTTP-200'],
    ['an answer that does not end', { submit: () => ({ body: 'x'.repeat(10_000) }) }, 'answer-too-large'],
    [
      'an answer to something else',
      {
        submit: () => ({ message: { kind: 'submit.RES', transactionId: 'other', status: { code: 1000 } }, http: 200 }),
      },
      'answer-of-another',
    ],
    [
      'an answer of another kind',
      {
        submit: ({ request: { transactionId } }) => ({
          message: { kind: 'deliver.RES', transactionId, status: { code: 1000 } },
          http: 200,
        }),
      },
      'answer-of-another-kind',
    ],
  ])('is nothing in %s: the message may have been taken', async (_, script, code) => {
    const outcome = await submitted(script, { answer: 300, largestAnswer: 5000 });
    expect(outcome).toMatchObject({ outcome: 'unknown', fault: { code } });
  });
});

describe('a carrier that is not there', () => {
  it('was given nothing', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const channel = openMm7Channel({ name: 'mm', url: `http://127.0.0.1:${port}/` });
    expect(await channel.submit(message)).toMatchObject({ outcome: 'unsent', fault: { code: 'ECONNREFUSED' } });
  });

  it('was given nothing where it accepts connections and never speaks TLS', async () => {
    const server = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const channel = openMm7Channel({ name: 'mm', url: `https://127.0.0.1:${port}/`, limits: { connect: 200 } });
    expect(await channel.submit(message)).toMatchObject({ outcome: 'unsent', fault: { code: 'connect-timed-out' } });
    const stopping = new AbortController();
    const waiting = openMm7Channel({ name: 'mm', url: `https://127.0.0.1:${port}/` }).submit(message, stopping.signal);
    stopping.abort();
    expect(await waiting).toMatchObject({ outcome: 'unsent', fault: { code: 'aborted' } });
    server.close();
  });

  it('is waited for where it has the message, whoever stops', async () => {
    carrier = await startMmsc({ submit: () => ({ delay: 100 }) });
    const stopping = new AbortController();
    const outcome = openMm7Channel({ name: 'mm', url: carrier.url }).submit(message, stopping.signal);
    await carrier.until(1);
    stopping.abort();
    expect(await outcome).toMatchObject({ outcome: 'accepted' });
  });
});
