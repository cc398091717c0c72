import { spawnSync } from 'node:child_process';
import { fromRecord, mailReceived, smsReceived } from '@postbus/contracts';
import type { TextMessage } from '@postbus/domain';
import { mmsObject } from '@postbus/oxosmms';
import type { ApplyOptions } from '@postbus/ports';
import { describe, expect, it } from 'vitest';
import { AnswerAsMail, type TextAnswer } from './answer-as-mail.ts';

const message = {
  id: 'c1f7b54e-0d5e-4a5b-9a0f-0c6a4a1f5d11',
  tenant: 't',
  mailbox: 'ann',
  mail: { from: 'ann@here.example', messageId: '<m-1@here.example>', subject: 'RE: Grüße' },
} as TextMessage;
const id = '5b0f6f2e-9a58-4f5e-8f07-0d5a3c0a5f11';
const receivedAt = Date.UTC(2026, 10, 21, 20);
const way = { kind: 'sms', channel: 'carrier', to: '+14255550100', parts: 1, complete: true } as const;

async function answered(text: TextAnswer['text'], from = '+14255550123') {
  const raws: Uint8Array[] = [];
  const blobs = {
    put: async (bytes: unknown) => {
      raws.push(bytes as Uint8Array);
      return { sha256: '0'.repeat(64), size: raws[0]!.length };
    },
  };
  const steps: ApplyOptions[] = [];
  const store = {
    apply: async (_scope: unknown, _operations: unknown, options: ApplyOptions = {}) => {
      steps.push(options);
      return { results: [], changeNumber: 0, repeated: false };
    },
  };
  const received = { ...way, id, from, receivedAt };
  await new AnswerAsMail(blobs, store, 'sms.here.example').execute({ message, text, received });
  const [mail, told] = steps[0]!.events!;
  return {
    raw: raws[0]!,
    mail: fromRecord(mailReceived, mail!),
    told: fromRecord(smsReceived, told!),
    steps,
  };
}

const python = process.env['POSTBUS_READERS_PYTHON'] ?? 'python3';
const script = String.raw`
import sys, json, base64, email, email.policy
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
json.dump({'fields': {k: str(v) for k, v in m.items()}, 'from': [m['From'].addresses[0].display_name, m['From'].addresses[0].addr_spec],
  'date': m['Date'].datetime.isoformat(), 'types': [p.get_content_type() for p in m.walk()],
  'text': m.get_body().get_content().replace('\r\n', '\n'), 'leaves': [base64.b64encode(p.get_payload(decode=True)).decode() for p in m.walk() if not p.is_multipart()],
  'defects': [repr(d) for p in m.walk() for d in p.defects]}, sys.stdout)
`;
const hasPython = spawnSync(python, ['-c', 'import email.policy']).status === 0;
const byPython = (raw: Uint8Array) => {
  const { status, stdout, stderr } = spawnSync(python, ['-c', script], { input: raw, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
};

describe('an answer to a mail that became a text message', () => {
  it('goes to the mailbox that wrote it, from the number at the domain of numbers', async () => {
    const { mail } = await answered('Yes');
    expect(mail.data).toMatchObject({
      reversePath: { address: '+14255550123@sms.here.example' },
      recipients: [{ mailbox: 'ann', address: 'ann@here.example' }],
      receivedAt: '2026-11-21T20:00:00.000Z',
    });
  });

  it('is one step with what is told of it, under the key of what came in, by events of different ids', async () => {
    const { mail, told, steps } = await answered('Yes');
    expect(steps).toMatchObject([{ dedupe: [`sms-received/${id}`] }]);
    expect(told.data).toMatchObject({ ...way, id, as: 'mail', from: '+14255550123', mailbox: 'ann' });
    expect(mail.data.id).not.toBe(id);
  });

  it.skipIf(!hasPython)('is in the conversation of the mail to Python, without a defect', async () => {
    const { raw, mail } = await answered('Ja,\ngern 😀');
    expect(byPython(raw)).toMatchObject({
      fields: {
        Subject: 'Re: Grüße',
        'In-Reply-To': '<m-1@here.example>',
        References: '<m-1@here.example>',
        'Message-ID': `<${mail.data.id}@sms.here.example>`,
        To: 'ann@here.example',
      },
      from: ['+14255550123', '+14255550123@sms.here.example'],
      date: '2026-11-21T20:00:00+00:00',
      text: 'Ja,\ngern 😀\n',
      defects: [],
    });
  });

  it.skipIf(!hasPython)('has the texts and the pictures of an MMS object, which any reader of mail shows', async () => {
    const image = { name: 'a.jpg', mediaType: 'image/jpeg', content: Uint8Array.of(0xff, 0xd8, 1) };
    const slides = [{ text: 'One', image }, { text: 'Two' }];
    const { raw } = await answered(mmsObject({ origin: 'received', slides }));
    const read = byPython(raw);
    expect(read).toMatchObject({
      types: ['multipart/mixed', 'text/plain', 'image/jpeg'],
      text: 'One\n\nTwo\n',
      defects: [],
    });
    expect((read['leaves'] as string[])[1]).toBe(Buffer.from(image.content).toString('base64'));
  });

  it('has an address where it is from a name', async () => {
    const { mail } = await answered('Your code is 1', 'Bank, <Ltd>');
    expect(mail.data.reversePath.address).toBe('Bank___Ltd_@sms.here.example');
  });

  it('answers nothing that was no mail', async () => {
    const away = () => Promise.reject(new Error('away'));
    const none = new AnswerAsMail({ put: away }, { apply: away });
    const { mail: _, ...noMail } = message;
    await expect(
      none.execute({ message: noMail, text: 'x', received: { ...way, id, from: '+1', receivedAt } }),
    ).rejects.toThrow(TypeError);
  });
});
