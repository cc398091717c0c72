/** MM7 over HTTP with a carrier that Python is. */
import { mm7Namespace } from '@postbus/mm7';
import { parseMime } from '@postbus/mime';
import type { CarrierReceipt, InboundMms } from '@postbus/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMm7Channel, startMm7Listener } from './index.ts';
import { content, message } from './mm7.fixture.ts';
import { type PythonCarrier, type PythonSubmission, hasPython, startPythonCarrier } from './python.fixture.ts';

const leaves = (entity: Uint8Array): string[] =>
  [...parseMime(entity).walk()]
    .filter(({ isMultipart }) => !isMultipart)
    .map((part) => Buffer.from(part.content()).toString('base64'));

describe.skipIf(!hasPython)('a carrier of http.server, email and ElementTree', () => {
  let carrier: PythonCarrier;
  beforeAll(async () => {
    carrier = await startPythonCarrier();
  });
  afterAll(() => carrier.close());

  it('reads a submission without a defect, and its answer is understood', async () => {
    const channel = openMm7Channel({ name: 'py', url: carrier.url, username: 'us', password: 'x', vaspId: 'TNN' });
    const outcome = channel.submit(message);
    const read = (await carrier.next()) as PythonSubmission;
    expect(read).toMatchObject({
      authorization: `Basic ${Buffer.from('us:x').toString('base64')}`,
      element: `{${mm7Namespace('REL-6-MM7-1-4')}}SubmitReq`,
      tid: message.id,
      numbers: ['+14255550100', '+14255550123'],
      subject: message.subject,
      defects: [],
    });
    expect(`<${read.cid.slice('cid:'.length)}>`).toBe(read.contentId);
    expect(read.leaves).toEqual(leaves(content));
    expect(await outcome).toEqual({ outcome: 'accepted', messageId: 'py-<1>' });
  });

  it('sends a message and a report, and reads the answers', async () => {
    const receipts: CarrierReceipt[] = [];
    const messages: InboundMms[] = [];
    const listener = await startMm7Listener({
      host: '127.0.0.1',
      port: 0,
      senders: [{ channel: 'py', username: 'py', password: 'x' }],
      inbound: {
        receipt: async (receipt) => void receipts.push(receipt),
        message: async (one) => (messages.push(one) > 0 ? 'taken' : 'refused'),
      },
    });
    const authorization = `Basic ${Buffer.from('py:x').toString('base64')}`;
    const url = `http://127.0.0.1:${listener.port}/mm7/py`;
    const namespace = `{${mm7Namespace('REL-6-MM7-1-4')}}`;
    expect(await carrier.order({ do: 'report', messageId: 'py-<1>', url, authorization })).toEqual({
      status: 200,
      tid: 'py-r',
      element: `${namespace}DeliveryReportRsp`,
      code: '1000',
    });
    expect(await carrier.order({ do: 'deliver', url, authorization })).toEqual({
      status: 200,
      tid: 'py-d',
      element: `${namespace}DeliverRsp`,
      code: '1000',
    });
    expect(receipts).toMatchObject([{ messageIds: ['py-<1>'], state: 'delivered', recipient: '+14255550123' }]);
    expect(receipts[0]!.at).toBe(Date.UTC(2026, 10, 21, 20));
    expect(messages).toMatchObject([
      {
        reference: expect.stringContaining('linked l<&>1'),
        sender: '+14255550123',
        recipients: ['+14255550100'],
        subject: 'Grüße <&>',
      },
    ]);
    const [text, image] = leaves(messages[0]!.content);
    expect([Buffer.from(text!, 'base64').toString(), Buffer.from(image!, 'base64').length]).toEqual(['Grüße', 256]);
    await listener.close();
  });
});
