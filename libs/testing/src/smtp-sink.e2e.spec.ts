import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import { sinkCertificate } from './smtp-sink-certificate.ts';
import type { SinkOptions, SinkScript } from './smtp-sink-script.ts';
import { type SmtpSink, startSmtpSink } from './smtp-sink.ts';

let sink: SmtpSink;
afterEach(() => sink.close());

async function transportTo(script: SinkScript, options: SinkOptions = {}, settings: object = {}) {
  sink = await startSmtpSink(script, options);
  return createTransport({
    host: 'localhost',
    port: sink.port,
    secure: options.tls === 'implicit',
    tls: { ca: sinkCertificate.cert },
    ...settings,
  });
}

const mail = {
  envelope: { from: 'a@x.example', to: ['b@x.example', 'c@x.example'] },
  raw: 'Subject: x\r\n\r\n.\r\n..a\r\nend\r\n',
};

describe('the fake next hop, as nodemailer sees it', () => {
  it.each([undefined, 'starttls', 'implicit'] as const)('takes a message byte for byte, TLS %s', async (tls) => {
    const transport = await transportTo({}, tls === undefined ? {} : { tls });
    const info = await transport.sendMail(mail);
    expect(info.response).toBe('250 2.0.0 queued');
    expect((await sink.received(1))[0]).toMatchObject({
      mail: '<a@x.example>',
      recipients: ['<b@x.example>', '<c@x.example>'],
      session: { tls: tls !== undefined },
    });
    expect(sink.messages[0]?.content.toString()).toBe(mail.raw);
  });

  it('refuses by its script, step by step', async () => {
    const transport = await transportTo({
      rcpt: (line) => (line.includes('c@') ? '550-5.1.1 no\n550 5.1.1 really' : undefined),
    });
    const info = await transport.sendMail(mail);
    expect(info.rejected).toEqual(['c@x.example']);
    sink.play({ content: '452 4.3.1 full' });
    await expect(transport.sendMail(mail)).rejects.toMatchObject({ responseCode: 452 });
    sink.play({ greeting: { drop: true } });
    await expect(transport.sendMail(mail)).rejects.toMatchObject({ command: 'CONN' });
    expect(sink.messages).toHaveLength(1);
  });

  it('hangs by its script', async () => {
    const transport = await transportTo({ mail: { hang: true } }, {}, { socketTimeout: 100 });
    await expect(transport.sendMail(mail)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await sink.commanded('MAIL');
  });

  it('takes a login', async () => {
    const transport = await transportTo(
      { auth: (line) => (line.endsWith('AHUAcA==') ? undefined : '535 5.7.8 no') },
      { tls: 'implicit', extensions: ['AUTH PLAIN'] },
      { auth: { user: 'u', pass: 'p' } },
    );
    await expect(transport.verify()).resolves.toBe(true);
  });
});
