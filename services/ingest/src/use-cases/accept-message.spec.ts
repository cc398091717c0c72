import { createHash } from 'node:crypto';
import { fromRecord, mailReceived } from '@postbus/contracts';
import { PortError } from '@postbus/ports';
import { describe, expect, it } from 'vitest';
import { AcceptMessage } from './accept-message.ts';
import { FakePorts, ann, bob, envelope, eve, id, traceparent } from './ports.fixture.ts';

const text = 'Subject: x\r\n\r\nbody\r\n';
const accept = (ports: FakePorts, hops = 10): AcceptMessage =>
  new AcceptMessage(ports.blobs, ports.bus, { hops, publishDeadline: 1000 });
const toBob = [{ address: 'bob@here.example', account: bob }];

describe('accepting a message', () => {
  it('keeps the bytes with Received on top, then the event', async () => {
    const ports = new FakePorts();
    await accept(ports).execute(envelope(text, [{ ...toBob[0]!, dsn: { notify: ['failure'], orcpt: 'rfc822;x@y' } }]));
    expect(ports.raw).toBe(`Received: from client.example\r\n${text}`);
    expect(ports.steps).toEqual(['blob', 'event']);
    const event = fromRecord(mailReceived, ports.published[0]![0]!);
    expect(event).toMatchObject({ id, source: '/ingest', traceparent, time: '2026-11-21T09:30:00.000Z' });
    expect(event.data).toEqual({
      id,
      tenant: 'one',
      raw: { sha256: [...ports.kept.keys()][0], size: ports.raw.length },
      contentSha256: createHash('sha256').update(text).digest('hex'),
      reversePath: { address: 'ann@here.example', smtpUtf8: false, body: '7BIT' },
      client: { address: '192.0.2.1', helo: 'client.example', protocol: 'ESMTP' },
      recipients: [
        { mailbox: 'bob-id', address: 'bob@here.example', dsn: { notify: ['failure'], orcpt: 'rfc822;x@y' } },
      ],
      receivedAt: '2026-11-21T09:30:00.000Z',
    });
  });

  it('makes the same of a message that streams', async () => {
    const [whole, streamed] = [new FakePorts(), new FakePorts()];
    await accept(whole).execute(envelope(text, toBob));
    await accept(streamed).execute(envelope(text, toBob, 15));
    expect(streamed.raw).toBe(whole.raw);
    expect(streamed.events('mail.received.v1')).toEqual(whole.events('mail.received.v1'));
  });

  it('tells each mailbox once, and each tenant in an event of its own', async () => {
    const ports = new FakePorts();
    const recipients = [
      { address: 'ann@here.example', account: ann },
      { address: 'Ann.Alias@here.example', account: ann },
      { address: 'postmaster', account: bob },
      { address: 'eve@two.example', account: eve },
    ];
    await accept(ports).execute(envelope(text, recipients));
    const events = ports.events('mail.received.v1');
    expect(events.map(({ tenant, recipients: told }) => [tenant, told])).toEqual([
      [
        'one',
        [
          { mailbox: 'ann-id', address: 'ann@here.example' },
          { mailbox: 'bob-id', address: 'bob@here.example' },
        ],
      ],
      ['two', [{ mailbox: 'eve-id', address: 'eve@two.example' }]],
    ]);
    expect([events[0]?.['id'] === id, events[1]?.['id'] === id]).toEqual([true, false]);
    expect(ports.published).toHaveLength(1);
  });

  it('says 8BITMIME of a message with bytes above 0x7F, wherever they are', async () => {
    for (const head of [undefined, 15]) {
      const ports = new FakePorts();
      await accept(ports).execute(envelope('Subject: x\r\n\r\nb\u00fcdy\r\n', toBob, head));
      expect(ports.events('mail.received.v1')[0]).toMatchObject({ reversePath: { body: '8BITMIME' } });
    }
  });

  it.each([
    [new PortError('unavailable', 'BlobStore', 'away'), undefined, 'not-kept'],
    [new PortError('storage-full', 'BlobStore', 'full'), undefined, 'storage-full'],
    [undefined, new PortError('outcome-unknown', 'MessageBus', 'late'), 'not-kept'],
    [undefined, new PortError('storage-full', 'MessageBus', 'full'), 'storage-full'],
    [undefined, new PortError('unavailable', 'MessageBus', 'away'), 'not-kept'],
  ])('is not done where a port fails: %s %s', async (blobError, busError, code) => {
    const ports = Object.assign(new FakePorts(), { blobError, busError });
    await expect(accept(ports).execute(envelope(text, toBob))).rejects.toMatchObject({ code, retryable: true });
    expect(ports.steps).not.toContain('event');
  });

  it('stops a message that goes round, RFC 5321 6.3', async () => {
    const hops = (count: number): string =>
      `${'Received: from a\r\n\tby b\r\n'.repeat(count - 1)}RECEIVED : x\r\n${text}Received: in the body\r\n`;
    await accept(new FakePorts(), 10).execute(envelope(hops(10), toBob));
    const ports = new FakePorts();
    await expect(accept(ports, 10).execute(envelope(hops(11), toBob))).rejects.toMatchObject({
      code: 'too-many-hops',
      retryable: false,
    });
    expect(ports.steps).toEqual([]);
  });
});
