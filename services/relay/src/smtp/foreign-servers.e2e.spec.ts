import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { sinkCertificate } from '@postbus/testing';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { pythonHas } from '../../test/python-email.ts';
import { type SessionOptions, SmtpSession } from './session.ts';
import { defaultSmtpTimeouts } from './timeouts.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const oddLines = 'From here on\r\n>From\r\n \r\nblanks \t \r\n\0 \x7f \xe9\xff\r\n';
/** In Latin-1: odd lines, lines of dots and of all lengths, in chunks that cut anywhere. */
const content = `Subject: x\r\n\r\n${oddLines}${Array.from({ length: 3000 }, (_, index) => `${'.'.repeat(index % 4)}${'x'.repeat(index % 200)}\r\n`).join('')}`;
const chunks = async function* () {
  for (let at = 0; at < content.length; at += 777) yield Buffer.from(content.slice(at, at + 777), 'latin1');
};
const facts = { size: content.length, eightBit: true, eightBitHeader: false };
const settings: SessionOptions = {
  helo: 'relay.example',
  tls: 'opportunistic',
  timeouts: defaultSmtpTimeouts,
  signal: new AbortController().signal,
};

async function open(port: number, changes: Partial<SessionOptions> = {}): Promise<SmtpSession> {
  const session = await SmtpSession.open(
    { host: 'localhost', address: '127.0.0.1', port },
    { ...settings, ...changes },
  );
  closers.push(() => session.destroy());
  return session;
}

async function nodemailerServer(
  options: SMTPServerOptions,
): Promise<{ port: number; got: { from: unknown; to: string[]; content: string; secure: boolean }[] }> {
  const got: { from: unknown; to: string[]; content: string; secure: boolean }[] = [];
  const server = new SMTPServer({
    ...sinkCertificate,
    authOptional: true,
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        got.push({
          from: mailFrom,
          to: rcptTo.map(({ address }) => address),
          content: Buffer.concat(parts).toString('latin1'),
          secure: session.secure,
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  closers.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (listening.address() as AddressInfo).port, got };
}

describe("nodemailer's smtp-server as the next hop", () => {
  it('gets the message byte for byte, in TLS, with its parameters', async () => {
    const { port, got } = await nodemailerServer({ hideSMTPUTF8: false });
    const session = await open(port, { tls: 'verify', ca: sinkCertificate.cert });
    const sender = { address: 'jürgen@here.example' };
    const replies = await session.send({
      sender,
      recipients: [{ address: 'a@x.example' }, { address: 'b@x.example' }],
      facts,
      content: chunks,
    });
    expect(replies.map(({ reply }) => reply.code)).toEqual([250, 250]);
    expect(got).toEqual([
      {
        from: expect.objectContaining({ address: 'jürgen@here.example' }) as object,
        to: ['a@x.example', 'b@x.example'],
        content,
        secure: true,
      },
    ]);
  });

  it('takes the login', async () => {
    const logins: unknown[] = [];
    const { port } = await nodemailerServer({
      authOptional: false,
      onAuth: ({ method, username, password }, _, done) => {
        logins.push([method, username, password]);
        done(null, { user: username });
      },
    });
    const session = await open(port, { tls: 'require', credentials: { user: 'jürgen', password: 'päss wörd' } });
    const replies = await session.send({
      sender: { address: 'a@x.example' },
      recipients: [{ address: 'b@x.example' }],
      facts,
      content: chunks,
    });
    expect(replies[0]?.reply.code).toBe(250);
    expect(logins).toEqual([['PLAIN', 'jürgen', 'päss wörd']]);
  });

  it('tells what it refuses', async () => {
    const { port } = await nodemailerServer({
      onRcptTo: ({ address }, _, done) =>
        done(address.startsWith('no') ? Object.assign(new Error('not here'), { responseCode: 550 }) : undefined),
    });
    const session = await open(port);
    const replies = await session.send({
      sender: { address: '' },
      recipients: [{ address: 'no@x.example' }, { address: 'yes@x.example' }],
      facts,
      content: chunks,
    });
    expect(replies.map(({ address, reply }) => [address, reply.code])).toEqual([
      ['no@x.example', 550],
      ['yes@x.example', 250],
    ]);
  });
});

const pythonServer = `
import asyncore, json, smtpd, sys
class Server(smtpd.SMTPServer):
    def process_message(self, peer, mailfrom, rcpttos, data, **options):
        print(json.dumps({'from': mailfrom, 'to': rcpttos, 'data': data.decode('latin-1'), 'options': options.get('mail_options')}), flush=True)
server = Server(('127.0.0.1', 0), None, decode_data=False, enable_SMTPUTF8=True)
print(server.socket.getsockname()[1], flush=True)
asyncore.loop()
`;

async function startPython(): Promise<{ port: number; line: () => Promise<string> }> {
  const python = spawn('python3', ['-W', 'ignore', '-c', pythonServer], { stdio: ['ignore', 'pipe', 'ignore'] });
  closers.push(async () => {
    python.kill();
    if (python.exitCode === null && python.signalCode === null) await once(python, 'exit');
  });
  let text = '';
  python.stdout.on('data', (part: Buffer) => (text += part.toString()));
  const line = async (): Promise<string> => {
    while (!text.includes('\n')) {
      await Promise.race([once(python.stdout, 'data'), once(python, 'exit')]);
      if (python.exitCode !== null) return '';
    }
    const [first = ''] = text.split('\n', 1);
    text = text.slice(first.length + 1);
    return first;
  };
  return { port: Number(await line()), line };
}

describe.skipIf(!pythonHas('smtpd'))("Python's smtpd as the next hop", () => {
  it('gets the message line for line', async () => {
    const python = await startPython();
    const session = await open(python.port);
    await session.send({
      sender: { address: 'jürgen@here.example' },
      recipients: [{ address: 'b@x.example' }],
      facts,
      content: chunks,
    });
    const got = JSON.parse(await python.line()) as { from: string; to: string[]; data: string; options: string[] };
    // smtpd gives lines joined by LF, the last one without its end.
    expect(`${got.data.replaceAll('\n', '\r\n')}\r\n`).toBe(content);
    expect(got).toMatchObject({ from: 'jürgen@here.example', to: ['b@x.example'] });
    expect(got.options).toEqual(expect.arrayContaining(['BODY=8BITMIME', 'SMTPUTF8']));
  });
});
