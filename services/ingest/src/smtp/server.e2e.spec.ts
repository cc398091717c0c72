import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { promisify } from 'node:util';
import { SmtpClient, type SmtpClientOptions, sinkCertificate, temporaryFolder } from '@postbus/testing';
import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import { type SmtpLimits, defaultLimits } from './limits.ts';
import { RecordingHandler } from './recording-handler.fixture.ts';
import { type ListenerOptions, SmtpServer } from './server.ts';
import type { SessionHandler } from './session-handler.ts';

const secureContext = createSecureContext(sinkCertificate);
const open: SmtpServer[] = [];
const clients: SmtpClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await Promise.all(open.splice(0).map((server) => server.close(0)));
});

interface Running {
  readonly server: SmtpServer;
  readonly handler: RecordingHandler;
  readonly place: { readonly host: string; readonly port: number };
}

async function start(listener: Partial<ListenerOptions> = {}, limits: Partial<SmtpLimits> = {}): Promise<Running> {
  const server = new SmtpServer({ hostname: 'mx.example', limits: { ...defaultLimits, ...limits }, sweepInterval: 5 });
  open.push(server);
  const handler = new RecordingHandler();
  const place = await server.listen({
    name: 'test',
    listen: { host: '127.0.0.1', port: 0 },
    protocol: 'smtp',
    loginNeeded: false,
    implicitTls: false,
    handler: handler as unknown as SessionHandler,
    secureContext: () => secureContext,
    ...listener,
  });
  return { server, handler, place: place as { host: string; port: number } };
}

async function dial(options: SmtpClientOptions): Promise<SmtpClient> {
  const client = await SmtpClient.connect(options);
  clients.push(client);
  return client;
}

async function greeted(options: SmtpClientOptions, hello = 'EHLO client.example'): Promise<SmtpClient> {
  const client = await dial(options);
  await client.reply();
  await client.command(hello);
  return client;
}

const message = { from: 'a@client.example', to: ['b@mx.example'], data: 'Subject: x\r\n\r\n.dot\r\n' };

describe('TLS', () => {
  it('is there from the start where the listener says so', async () => {
    const { place, handler } = await start({ implicitTls: true, loginNeeded: true });
    const client = await greeted({ ...place, tls: {} });
    expect((await client.command('STARTTLS')).code).toBe(503);
    expect((await client.authPlain('ann', 'secret')).code).toBe(235);
    const { replies } = await client.sendMessage(message);
    expect(replies[0]?.code).toBe(250);
    expect(handler.kept[0]).toMatchObject({ text: message.data, client: { address: '127.0.0.1', login: 'ann' } });
    expect(handler.kept[0]?.client.tls).toMatchObject({ protocol: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_/) });
    expect((await client.quit()).code).toBe(221);
  });

  it('comes with STARTTLS, and the session begins anew, RFC 3207 4.2', async () => {
    const { place, handler } = await start();
    const client = await greeted(place);
    await client.command('MAIL FROM:<before@client.example>');
    await client.startTls();
    expect((await client.command('MAIL FROM:<a@client.example>')).code).toBe(503);
    const hello = await client.command('EHLO client.example');
    expect(hello.lines).toContain('AUTH PLAIN LOGIN');
    expect(hello.lines).not.toContain('STARTTLS');
    await client.sendMessage(message);
    expect(handler.kept).toHaveLength(1);
  });

  it('refuses plain text that was injected behind STARTTLS, together with it or before the handshake', async () => {
    const { place, handler } = await start();
    const together = await greeted(place);
    together.send('STARTTLS\r\nEHLO evil.example\r\nMAIL FROM:<evil@client.example>\r\n');
    expect(await together.reply()).toMatchObject({ code: 503, enhanced: '5.5.0' });
    await together.closed;
    const after = await greeted(place);
    await after.command('STARTTLS');
    after.send('EHLO evil.example\r\nMAIL FROM:<evil@client.example>\r\n');
    await after.closed;
    expect(handler.kept).toEqual([]);
  });

  it('ends a handshake that fails, and goes on serving others', async () => {
    const { place, server } = await start({ implicitTls: true });
    const socket = connect(place.port, place.host);
    socket.on('error', () => undefined);
    socket.write('EHLO plain.example\r\n');
    socket.resume();
    await once(socket, 'close');
    const client = await greeted({ ...place, tls: {} });
    expect((await client.command('NOOP')).code).toBe(250);
    await client.quit();
    await expect.poll(() => server.connections).toBe(0);
  });

  it('speaks with openssl s_client -starttls smtp', async () => {
    const { place } = await start();
    const child = spawn('openssl', [
      's_client',
      '-starttls',
      'smtp',
      '-quiet',
      '-crlf',
      '-connect',
      `127.0.0.1:${place.port}`,
    ]);
    const found = await Promise.race([once(child, 'spawn').then(() => true), once(child, 'error').then(() => false)]);
    if (!found) return;
    child.stdin.end('NOOP\nQUIT\n');
    let output = '';
    for await (const chunk of child.stdout) output += String(chunk);
    expect(output).toContain('221 2.0.0');
  });
});

describe('connections', () => {
  it('are limited in all: 421 4.3.2', async () => {
    const { place } = await start({}, { connections: 1 });
    const first = await greeted(place);
    const second = await dial(place);
    expect(await second.reply()).toMatchObject({ code: 421, enhanced: '4.3.2' });
    await second.closed;
    await first.quit();
    expect((await (await dial(place)).reply()).code).toBe(220);
  });

  it('are limited for each address: 421 4.7.0', async () => {
    const { place } = await start({}, { connectionsPerAddress: 1 });
    await greeted(place);
    expect(await (await dial(place)).reply()).toMatchObject({ code: 421, enhanced: '4.7.0' });
    expect((await (await dial({ ...place, localAddress: '127.0.0.2' })).reply()).code).toBe(220);
  });

  it('end with the last reply read, also where more came than was read', async () => {
    const { place } = await start();
    const client = await greeted(place);
    client.send(`NOOP\n${'x'.repeat(200_000)}`);
    expect(await client.reply()).toMatchObject({ code: 500, enhanced: '5.5.2' });
    await client.closed;
  });

  it('end without a trace when the peer cuts them in the middle of a message', async () => {
    const { place, server, handler } = await start({}, { memoryBytes: 1000, headerBytes: 1000 });
    const client = await greeted(place);
    await client.pipeline(['MAIL FROM:<a@b.example>', 'RCPT TO:<c@d.example>', 'DATA']);
    client.send(`a: b\r\n\r\n${'x'.repeat(100_000)}`);
    await expect.poll(() => server.inFlight.bytes + handler.failed.length).toBeGreaterThan(0);
    client.destroy();
    await expect.poll(() => [server.connections, server.inFlight.bytes, handler.failed.length]).toEqual([0, 0, 1]);
    expect(handler.kept).toEqual([]);
  });

  it('end when nothing comes for too long: 421 4.4.2', async () => {
    const { place } = await start({}, { idleTime: 20 });
    const client = await dial(place);
    await client.reply();
    expect(await client.reply()).toMatchObject({ code: 421, enhanced: '4.4.2' });
    await client.closed;
  });

  it('end when a handshake takes too long', async () => {
    const { place } = await start({ implicitTls: true }, { handshakeTime: 20 });
    const socket = connect(place.port, place.host);
    socket.resume();
    await once(socket, 'close');
  });

  it('serve LMTP on a Unix socket', async () => {
    const folder = temporaryFolder();
    try {
      const path = join(folder.path, 'lmtp.sock');
      const { handler } = await start({ protocol: 'lmtp', listen: { path } });
      const client = await greeted({ path }, 'LHLO client.example');
      const outcome = await client.sendMessage({
        ...message,
        to: ['b@mx.example', 'unknown@mx.example', 'c@mx.example'],
        lmtp: true,
      });
      expect(outcome.recipients.map(({ code }) => code)).toEqual([250, 550, 250]);
      expect(outcome.replies.map(({ code }) => code)).toEqual([250, 250]);
      expect(handler.kept[0]?.client.address).toBe('local');
      await client.quit();
    } finally {
      folder.remove();
    }
  });
});

describe('a message of any size', () => {
  it('comes through a socket whole, its reader being slower', async () => {
    const { place, handler, server } = await start({}, { memoryBytes: 64 * 1024, headerBytes: 64 * 1024 });
    const data = `a: b\r\n\r\n${`${'.'.repeat(75)}\r\n`.repeat(100_000)}`;
    const client = await greeted(place);
    const { replies } = await client.sendMessage({ ...message, data });
    expect(replies[0]?.code).toBe(250);
    expect(handler.kept[0]?.text === data).toBe(true);
    expect(server.inFlight.bytes).toBe(0);
  });
});

describe('shutting down', () => {
  it('lets the message that is being kept finish, then says 421', async () => {
    const { place, server, handler } = await start();
    let release = (): void => undefined;
    handler.gate = new Promise((resolve) => {
      release = resolve;
    });
    const [idle, busy] = [await greeted(place), await greeted(place)];
    const sent = busy.sendMessage(message);
    await expect.poll(() => server.inFlight.bytes).toBeGreaterThan(0);
    const closed = server.close(10_000);
    expect(await idle.reply()).toMatchObject({ code: 421, enhanced: '4.3.2' });
    release();
    expect((await sent).replies[0]?.code).toBe(250);
    expect(await busy.reply()).toMatchObject({ code: 421, enhanced: '4.3.2' });
    await closed;
    expect(handler.kept).toHaveLength(1);
    await expect(SmtpClient.connect(place)).rejects.toThrow('ECONNREFUSED');
  });

  it('cuts what takes longer than the grace', async () => {
    const { place, server, handler } = await start();
    handler.gate = new Promise(() => undefined);
    const client = await greeted(place);
    const sent = client.sendMessage(message);
    await expect.poll(() => server.inFlight.bytes).toBeGreaterThan(0);
    await Promise.all([server.close(10), expect(sent).rejects.toThrow('closed')]);
  });
});

describe('nodemailer as the client', () => {
  it.each([
    ['plain', {}, { ignoreTLS: true }],
    ['with STARTTLS and a login', { loginNeeded: true }, { requireTLS: true, auth: { user: 'ann', pass: 'secret' } }],
    [
      'under TLS',
      { implicitTls: true, loginNeeded: true },
      { secure: true, auth: { user: 'ann', pass: 'secret', method: 'LOGIN' } },
    ],
  ])('sends %s', async (_, listener, options) => {
    const { place, handler } = await start(listener);
    const transport = createTransport({ ...place, tls: { rejectUnauthorized: false }, ...options });
    const sent = await transport.sendMail({
      from: 'Ann <ann@client.example>',
      to: ['bob@mx.example', 'unknown@mx.example'],
      subject: 'Grüße',
      text: '.\r\n..\r\nlast',
      dsn: { id: 'env+id', return: 'headers', notify: ['failure', 'delay'], recipient: 'ann@client.example' },
    });
    transport.close();
    expect([sent.accepted, sent.rejected]).toEqual([['bob@mx.example'], ['unknown@mx.example']]);
    expect(handler.kept[0]?.text).toContain('\r\n\r\n.\r\n..\r\nlast');
    expect(handler.kept[0]?.transaction).toMatchObject({
      sender: { parameters: { ret: 'HDRS', envid: 'env+2Bid' } },
      recipients: [{ parameters: { notify: ['failure', 'delay'], orcpt: 'rfc822;ann@client.example' } }],
    });
  });

  it('sends to addresses beyond ASCII, RFC 6531', async () => {
    const { place, handler } = await start();
    const transport = createTransport({ ...place, ignoreTLS: true });
    await transport.sendMail({ from: 'jürgen@client.example', to: '用户@mx.example', subject: 'x', text: 'y' });
    transport.close();
    expect(handler.kept[0]?.transaction).toMatchObject({
      sender: { mailbox: { address: 'jürgen@client.example' }, parameters: { smtpUtf8: true } },
      recipients: [{ mailbox: { address: '用户@mx.example' } }],
    });
  });
});

const pythonSends = `
import smtplib, ssl, sys
port, kind, path = int(sys.argv[1]), sys.argv[2], sys.argv[3]
context = ssl._create_unverified_context()
data = b"Subject: from Python\\r\\n\\r\\n.dot\\r\\nend\\r\\n"
if kind == 'lmtp':
    client = smtplib.LMTP(path)
else:
    client = smtplib.SMTP('127.0.0.1', port)
    client.ehlo()
    client.starttls(context=context)
    client.login('ann', 'secret')
refused = client.sendmail('ann@client.example', ['bob@mx.example', 'unknown@mx.example'], data, ['BODY=8BITMIME'], ['NOTIFY=NEVER'])
print(sorted(refused.items()))
client.quit()
`;

describe("Python's smtplib as the client", () => {
  it.each(['smtp', 'lmtp'] as const)('sends by %s', async (protocol) => {
    const folder = temporaryFolder();
    try {
      const path = join(folder.path, 'lmtp.sock');
      const { place, handler } = await start(
        protocol === 'lmtp' ? { protocol, listen: { path } } : { loginNeeded: true },
      );
      const run = promisify(execFile);
      const args = ['-c', pythonSends, String(place.port ?? 0), protocol, path];
      const { stdout } = await run('python3', args).catch((error: Error & { readonly code?: unknown }) => {
        if (error.code === 'ENOENT') return { stdout: 'absent' };
        throw error;
      });
      if (stdout === 'absent') return;
      expect(stdout).toContain("('unknown@mx.example', (550, b'5.1.1");
      expect(handler.kept).toMatchObject([{ text: 'Subject: from Python\r\n\r\n.dot\r\nend\r\n' }]);
    } finally {
      folder.remove();
    }
  });
});
