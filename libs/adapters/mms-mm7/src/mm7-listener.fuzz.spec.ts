/** Any bytes, over real sockets: answered or ended, and the next carrier is served. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { writeMm7 } from '@postbus/mm7';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Mm7Listener, startMm7Listener } from './index.ts';
import { content } from './mm7.fixture.ts';

const runs = Number(process.env['POSTBUS_FUZZ_RUNS'] ?? 150);
const sender = { kind: 'number', value: '+14255550123' } as const;
const deliver = writeMm7({ kind: 'deliver.REQ', transactionId: '1', sender }, { content });
const report = writeMm7({
  kind: 'delivery_report.REQ',
  transactionId: '1',
  messageId: 'm',
  recipient: sender,
  sender,
  date: new Date(0),
  mmStatus: 'Expired',
});
const authorization = `Basic ${Buffer.from('them:secret').toString('base64')}`;

let listener: Mm7Listener;
const faults: unknown[] = [];
beforeAll(async () => {
  listener = await startMm7Listener({
    host: '127.0.0.1',
    port: 0,
    senders: [{ channel: 'mm', username: 'them', password: 'secret' }],
    inbound: { receipt: async () => {}, message: async () => 'taken' },
    onFault: (_channel, _doing, error) => void faults.push(error),
    limits: { largestRequest: 20_000, wrongPasswords: Infinity },
  });
});
afterAll(() => listener.close());

/** @returns what comes back, until the connection ends */
async function exchanged(bytes: Uint8Array): Promise<string> {
  const socket = connect(listener.port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
  socket.on('error', () => {});
  socket.end(bytes);
  if (!socket.destroyed) await once(socket, 'close');
  return answer;
}

function requestOf(
  { contentType, body }: { contentType: string; body: Uint8Array },
  edits: readonly Edit[],
): Uint8Array {
  const head = `POST /mm7/mm HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Type: ${contentType}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
  let bytes = [...Buffer.from(head), ...body];
  for (const [at, removed, added] of edits) bytes = bytes.toSpliced(at % bytes.length, removed, ...added);
  return Uint8Array.from(bytes);
}

type Edit = readonly [number, number, Uint8Array];
const edit = fc.tuple(fc.nat(9000), fc.nat(5), fc.uint8Array({ maxLength: 6 }));

describe('any bytes to the listener', () => {
  it('are answered or ended, whatever is wrong in them', async () => {
    const broken = fc.tuple(fc.constantFrom(deliver, report), fc.array(edit, { maxLength: 4 }));
    await fc.assert(
      fc.asyncProperty(broken, async ([request, edits]) => {
        const answer = await exchanged(requestOf(request, edits));
        expect(answer).toMatch(/^$|^HTTP\/1\.1 (?:200|400|401|405|411|413|415|431|500|501|503|505|417|426|408) /);
      }),
      { numRuns: runs },
    );
    expect(await exchanged(requestOf(report, []))).toMatch(/^HTTP\/1\.1 200 /);
    for (const error of faults) expect(error).toMatchObject({ name: 'Mm7Error' });
  });
});
