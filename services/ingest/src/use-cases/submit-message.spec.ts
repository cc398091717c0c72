import { fromRecord, mailSubmitted } from '@postbus/contracts';
import { describe, expect, it } from 'vitest';
import { FakePorts, ann, bob, envelope, id, traceparent } from './ports.fixture.ts';
import { SubmitMessage } from './submit-message.ts';

const submit = (
  ports: FakePorts,
  text: string,
  recipients: Parameters<typeof envelope>[1],
  head?: number,
): Promise<void> =>
  new SubmitMessage(ports.blobs, ports.bus, { hops: 10, publishDeadline: 1000 }).execute(
    envelope(text, recipients, head),
    ann,
  );
const local = { address: 'bob@here.example', account: bob };
const remote = { address: 'kim@there.example' };
const whole =
  'From: Ann <ann@here.example>\r\nDate: Sat, 21 Nov 2026 09:00:00 +0000\r\nMessage-ID: <m@here.example>\r\n';

describe('submitting a message, RFC 6409', () => {
  it('adds Date and Message-ID where they are missing, below Received', async () => {
    const ports = new FakePorts();
    await submit(ports, 'From: ann@here.example\r\n\r\nbody\r\n', [local]);
    expect(ports.raw).toBe(
      `Received: from client.example\r\nDate: Sat, 21 Nov 2026 09:30:00 +0000\r\nMessage-ID: <${id}@here.example>\r\n` +
        'From: ann@here.example\r\n\r\nbody\r\n',
    );
  });

  it('changes no other byte', async () => {
    const ports = new FakePorts();
    const text = `${whole}X-Odd:   spaces  \r\n\tfolded\r\nx-8-bit:\xe9\r\n\r\nBcc: in the body\r\nFrom here \t\r\n.\r\n\0\xff\r\n\r\nno end`;
    await submit(ports, text, [local]);
    expect(ports.raw).toBe(`Received: from client.example\r\n${text}`);
  });

  it('drops Bcc without touching what lies beside it', async () => {
    const ports = new FakePorts();
    const rest = 'X-Odd:   spaces  \r\n\tfolded\r\n\r\nBcc: in the body \r\nFrom here\r\n\0\xff';
    await submit(ports, `${whole}Bcc: a@b\r\n${rest}`, [local]);
    expect(ports.raw).toBe(`Received: from client.example\r\n${whole}${rest}`);
  });

  it('drops Bcc, folded or repeated, and Resent-Bcc', async () => {
    const ports = new FakePorts();
    await submit(
      ports,
      `bcc: a@b\r\n${whole}Bcc: secret@there.example,\r\n other@there.example\r\nResent-Bcc: x@y\r\nTo: z@y\r\n\r\nbody\r\n`,
      [remote],
      250,
    );
    expect(ports.raw).toBe(`Received: from client.example\r\n${whole}To: z@y\r\n\r\nbody\r\n`);
  });

  it('splits recipients into mailboxes here and the rest, in one publish', async () => {
    const ports = new FakePorts();
    await submit(ports, `${whole}\r\nbody\r\n`, [local, { ...remote, dsn: { notify: ['never'] } }]);
    expect(ports.published).toHaveLength(1);
    expect(ports.steps).toEqual(['blob', 'event']);
    const [received] = ports.events('mail.received.v1');
    expect(received).toMatchObject({ id, recipients: [{ mailbox: 'bob-id', address: 'bob@here.example' }] });
    const submitted = fromRecord(mailSubmitted, ports.published[0]![1]!);
    expect(submitted).toMatchObject({ traceparent, source: '/ingest' });
    expect(submitted.data).toMatchObject({
      tenant: 'one',
      submitter: 'ann-id',
      recipients: [{ address: 'kim@there.example', dsn: { notify: ['never'] } }],
      reversePath: { address: 'ann@here.example' },
      submittedAt: '2026-11-21T09:30:00.000Z',
    });
    expect(submitted.data.id).not.toBe(id);
  });

  it('makes one event where all recipients are here, or all elsewhere', async () => {
    for (const [recipient, topic] of [
      [local, 'mail.received.v1'],
      [remote, 'mail.submitted.v1'],
    ] as const) {
      const ports = new FakePorts();
      await submit(ports, `${whole}\r\nbody\r\n`, [recipient]);
      expect([ports.published.flat().length, ports.events(topic)[0]?.['id']]).toEqual([1, id]);
    }
  });

  it.each([
    ['From: ann@here.example\r\n', undefined],
    ['From: "A, B" <ANN@HERE.example>\r\n', undefined],
    ['From: Ann.Alias@here.example\r\nSender: ann@here.example\r\n', undefined],
    ['From: bob@here.example\r\n', 'author-not-owned'],
    ['From: ann@here.example, bob@here.example\r\n', 'author-not-owned'],
    ['From: Group: ann@here.example, bob@here.example;\r\n', 'author-not-owned'],
    ['From: ann@here.example\r\nSender: bob@here.example\r\n', 'author-not-owned'],
    ['From: ann@here.example\r\nFrom: bob@here.example\r\n', 'author-missing'],
    ['From: ann@here.example <bob@here.example>\r\n', 'author-not-owned'],
    ['From: (ann@here.example) bob@here.example\r\n', 'author-not-owned'],
    ['From: undisclosed:;\r\n', 'author-missing'],
    ['From:\r\n', 'author-missing'],
    ['Subject: x\r\n', 'author-missing'],
    ['', 'author-missing'],
  ])('of the authors %j: %s', async (fields, code) => {
    const ports = new FakePorts();
    const done = submit(ports, `${fields}\r\nFrom: ann@here.example\r\n`, [remote]);
    if (code === undefined) await done;
    else await expect(done).rejects.toMatchObject({ code, retryable: false });
    expect(ports.kept.size).toBe(code === undefined ? 1 : 0);
  });
});
