/** What carriers send, over real sockets. */
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import type { CarrierReceipt, InboundMms, MmsChannelInbound } from '@postbus/ports';
import { writeMm7 } from '@postbus/mm7';
import { sinkCertificate } from '@postbus/testing';
import { type Mmsc, startMmsc } from '@postbus/testing/vasp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Mm7Listener, type Mm7ListenerOptions, openMm7Channel, startMm7Listener } from './index.ts';
import { content, message } from './mm7.fixture.ts';

const senders = [
  { channel: 'mm', username: 'them', password: 'secret' },
  { channel: 'other', username: 'others', password: 'theirs' },
];
const vaspOf = ({ port }: Mm7Listener, channel = 'mm', password = 'secret') => ({
  url: `http://127.0.0.1:${port}/mm7/${channel}`,
  username: 'them',
  password,
});

let carrier: Mmsc;
let listener: Mm7Listener | undefined;
let receipts: CarrierReceipt[];
let messages: InboundMms[];
let faults: unknown[];
const inbound: MmsChannelInbound = {
  receipt: async (receipt) => void receipts.push(receipt),
  message: async (one) => {
    messages.push(one);
    return one.recipients.includes('+14255550100') ? 'taken' : 'refused';
  },
};

async function listening(more: Partial<Mm7ListenerOptions> = {}): Promise<Mm7Listener> {
  const onFault: Mm7ListenerOptions['onFault'] = (_channel, _doing, error) => void faults.push(error);
  listener = await startMm7Listener({ host: '127.0.0.1', port: 0, senders, inbound, onFault, ...more });
  carrier.sendTo(vaspOf(listener));
  return listener;
}

beforeEach(async () => {
  [receipts, messages, faults] = [[], [], []];
  carrier = await startMmsc();
});
afterEach(async () => {
  await carrier.close();
  await listener?.close();
});

const sender = { kind: 'number', value: '+14255550123' } as const;
const recipients = { to: [{ kind: 'number', value: '+14255550100' }] } as const;
const report = { messageId: 'm-1', recipient: sender, sender: { kind: 'number', value: '+14255550100' } } as const;

describe('what a carrier sends, 3GPP TS 23.140 8.7', () => {
  it('is a message with its content as it came', async () => {
    await listening();
    const timeStamp = new Date('2026-11-21T20:00:00Z');
    const answer = await carrier.deliver({ sender, recipients, subject: 'Hi', timeStamp, linkedId: 'l-1' }, content);
    expect(answer).toMatchObject({ status: 200, message: { kind: 'deliver.RES', status: { code: 1000 } } });
    expect(messages).toMatchObject([
      {
        channel: 'mm',
        reference: expect.stringMatching(/^\+14255550123 linked l-1 [\da-f]{64}$/),
        sender: '+14255550123',
        recipients: ['+14255550100'],
        subject: 'Hi',
        at: timeStamp.getTime(),
      },
    ]);
    expect(Buffer.from(messages[0]!.content).includes(Buffer.from(content).subarray(80))).toBe(true);
  });

  it('is told as one for nobody here where it is, which the carrier does not send again', async () => {
    await listening();
    const answer = await carrier.deliver({ sender, recipients: { to: [{ kind: 'shortCode', value: '7255' }] } });
    expect(answer).toMatchObject({ status: 200, message: { kind: 'deliver.RES', status: { code: 2003 } } });
  });

  it('has a reference of its own, though the carrier gives one LinkedID to several', async () => {
    await listening();
    const again = Buffer.from('Content-Type: text/plain\r\n\r\nAnd this');
    for (const each of [content, content, again])
      await carrier.deliver({ sender, recipients, timeStamp: new Date(), linkedId: 'l-1' }, each);
    await carrier.deliver({ sender, recipients, timeStamp: new Date(), linkedId: 'l-1', subject: 'Ho' }, again);
    const references = messages.map(({ reference }) => reference);
    expect([references[0] === references[1], new Set(references).size]).toEqual([true, 3]);
  });

  it('has the same reference when it comes again without a LinkedID, and another where it is another', async () => {
    await listening();
    const timeStamp = new Date('2026-11-21T20:00:00Z');
    await carrier.deliver({ sender, recipients, timeStamp }, content);
    await carrier.deliver({ sender, recipients, timeStamp }, content);
    await carrier.deliver({ sender, recipients, timeStamp }, Buffer.from('Content-Type: text/plain\r\n\r\nHi'));
    const [first, again, other] = messages.map(({ reference }) => reference);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it.each([
    ['Retrieved', 'delivered', undefined],
    ['Forwarded', 'submitted', undefined],
    ['Indeterminate', 'submitted', undefined],
    ['Somewhere', 'submitted', undefined],
    ['Expired', 'failed', { code: 'MM7-Expired' }],
    ['Rejected', 'failed', { code: 'MM7-Rejected/RejectionByMMSRecipient' }],
  ])('is a report of %s', async (mmStatus, state, fault) => {
    await listening();
    const extension = mmStatus === 'Rejected' ? { mmStatusExtension: 'RejectionByMMSRecipient' } : {};
    const answer = await carrier.report({ ...report, mmStatus, ...extension });
    expect(answer).toMatchObject({ status: 200, message: { kind: 'delivery_report.RES', status: { code: 1000 } } });
    expect(receipts).toMatchObject([{ channel: 'mm', messageIds: ['m-1'], state, recipient: '+14255550123' }]);
    expect(receipts[0]!.fault).toEqual(fault && expect.objectContaining(fault));
  });

  it('finds its message by an id of any length, of which so much is kept as of the answer', async () => {
    await listening();
    const messageId = 'm'.repeat(5000);
    carrier.play({ submit: () => ({ messageId }) });
    const channel = openMm7Channel({ name: 'mm', url: carrier.url });
    const outcome = await channel.submit(message);
    await carrier.report({ ...report, messageId, mmStatus: 'Retrieved' });
    expect(outcome).toEqual({ outcome: 'accepted', messageId: receipts[0]!.messageIds[0] });
    expect(receipts[0]!.messageIds[0]).toHaveLength(255);
  });

  it('comes again where it could not be kept', async () => {
    await listening({ inbound: { ...inbound, receipt: () => Promise.reject(new Error('the store is away')) } });
    expect(await carrier.report({ ...report, mmStatus: 'Retrieved' })).toMatchObject({
      status: 500,
      message: { kind: 'VASP_error.RES', status: { code: 3000 } },
    });
    expect(faults).toMatchObject([{ message: 'the store is away' }]);
  });

  it('is answered by an error where it cannot be read, is none of the two, or tells of reading', async () => {
    await listening();
    expect(await carrier.post(Buffer.from('<html/>'), 'text/xml')).toMatchObject({
      status: 500,
      message: { kind: 'VASP_error.RES', status: { code: 2007 } },
    });
    const cancel = writeMm7({ kind: 'cancel.REQ', transactionId: 'c-1', sender: {}, messageId: 'm-1' });
    expect(await carrier.post(cancel.body, cancel.contentType)).toMatchObject({
      message: { kind: 'VASP_error.RES', transactionId: 'c-1', status: { code: 4003 } },
    });
    const read = {
      kind: 'read_reply.REQ',
      transactionId: 'r-1',
      ...report,
      timeStamp: new Date(),
      mmStatus: 'Read',
    } as const;
    const { body, contentType } = writeMm7(read, { schema: 'REL-5-MM7-1-0' });
    expect(await carrier.post(body, contentType)).toMatchObject({
      status: 200,
      message: { kind: 'read_reply.RES', transactionId: 'r-1', status: { code: 1000 } },
    });
  });
});

describe('who may send', () => {
  it('is a carrier with the password of its channel alone', async () => {
    const at = await listening();
    for (const vasp of [vaspOf(at, 'mm', 'wrong'), vaspOf(at, 'other'), vaspOf(at, 'none'), vaspOf(at, '')]) {
      carrier.sendTo(vasp);
      expect(await carrier.report({ ...report, mmStatus: 'Retrieved' })).toEqual({ status: 401 });
    }
    expect(receipts).toEqual([]);
  });

  it('is not heard after so many wrong passwords, with the right one neither', async () => {
    const at = await listening({ limits: { wrongPasswords: 2 } });
    carrier.sendTo(vaspOf(at, 'mm', 'wrong'));
    for (const status of [401, 401, 429])
      expect(await carrier.report({ ...report, mmStatus: 'Retrieved' })).toEqual({ status });
    carrier.sendTo(vaspOf(at));
    expect(await carrier.report({ ...report, mmStatus: 'Retrieved' })).toEqual({ status: 429 });
  });

  it('is who came to the proxy by TLS, where one ends that, and is counted by the address that the proxy saw', async () => {
    const { port } = await listening({ host: '0.0.0.0', tlsInFront: true, limits: { wrongPasswords: 1 } });
    const sent = async (proto: string, address: string, password = 'wrong'): Promise<number> => {
      const authorization = `Basic ${Buffer.from(`them:${password}`).toString('base64')}`;
      const headers = { 'X-Forwarded-Proto': proto, 'X-Forwarded-For': `1.1.1.1, ${address}`, authorization };
      return (await fetch(`http://127.0.0.1:${port}/mm7/mm`, { method: 'POST', body: 'x', headers })).status;
    };
    expect(await sent('http', '192.0.2.1')).toBe(403);
    expect(await sent('https, http', '192.0.2.1')).toBe(403);
    expect(await sent('https', '192.0.2.1')).toBe(401);
    expect(await sent('https', '192.0.2.1', 'secret')).toBe(429);
    expect(await sent('https', '192.0.2.2', 'secret')).toBe(500);
  });

  it('sends its password over TLS, or from this machine', async () => {
    await expect(listening({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'in-the-clear' });
    await expect(listening({ senders: [senders[0]!, senders[0]!] })).rejects.toMatchObject({ code: 'same-account' });
    const at = await listening({ host: '0.0.0.0', tls: sinkCertificate });
    await expect(fetch(`http://127.0.0.1:${at.port}/mm7/mm`, { method: 'POST' })).rejects.toThrow('fetch failed');
  });
});

describe('a listener', () => {
  const authorization = `Basic ${Buffer.from('them:secret').toString('base64')}`;
  /** Sends the header and, as it stands, the body; gives the status. */
  async function sent(port: number, headers: Record<string, string>, body?: Uint8Array, method = 'POST') {
    const request = httpRequest({
      port,
      host: '127.0.0.1',
      path: '/mm7/mm',
      method,
      headers: { authorization, ...headers },
    });
    request.on('error', () => {});
    if (body === undefined) request.flushHeaders();
    else request.end(body);
    const [response] = await once(request, 'response');
    response.resume();
    request.destroy();
    return (response as { statusCode: number }).statusCode;
  }

  it('reads nothing of a request that is too long, and no more than its limit of one in chunks', async () => {
    const { port } = await listening({ limits: { largestRequest: 1000 } });
    expect(await sent(port, { 'content-length': '1001' })).toBe(413);
    expect(await sent(port, { 'transfer-encoding': 'chunked' }, new Uint8Array(5000))).toBe(413);
    expect(await sent(port, {}, undefined, 'GET')).toBe(405);
  });

  it('has room for so many bytes at once, and takes one that comes in chunks', async () => {
    const { port } = await listening({ limits: { inFlight: 1500, largestRequest: 1400 } });
    const slow = connect(port, '127.0.0.1');
    slow.write(`POST /mm7/mm HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Length: 1000\r\n\r\n`);
    await expect.poll(() => sent(port, { 'content-length': '900' })).toBe(503);
    slow.destroy();
    const { body, contentType } = writeMm7({
      kind: 'delivery_report.REQ',
      transactionId: '1',
      date: new Date(),
      mmStatus: 'Retrieved',
      ...report,
    });
    const headers = { 'content-type': contentType, 'transfer-encoding': 'chunked' };
    await expect.poll(() => sent(port, headers, body)).toBe(200);
    expect(receipts).toHaveLength(1);
  });

  it('waits for what is under way when it closes', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const at = await listening({
      inbound: { ...inbound, receipt: () => promise.then(() => void receipts.push({} as CarrierReceipt)) },
    });
    const answer = carrier.report({ ...report, mmStatus: 'Retrieved' });
    await new Promise((done) => setTimeout(done, 50));
    const closed = at.close();
    resolve();
    expect(await answer).toMatchObject({ status: 200 });
    await closed;
    listener = undefined;
  });

  it('waits for nobody who began a request and does not end it, when it closes', async () => {
    const at = await listening();
    listener = undefined;
    const header = `POST /mm7/mm HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\n`;
    const slow = [header, `${header}Content-Length: 1000\r\n\r\n<soap`].map((begun) => {
      const socket = connect(at.port, '127.0.0.1');
      socket.on('error', () => {}).write(begun);
      return once(socket, 'close');
    });
    await new Promise((done) => setTimeout(done, 50));
    await at.close();
    await Promise.all(slow);
  });
});
