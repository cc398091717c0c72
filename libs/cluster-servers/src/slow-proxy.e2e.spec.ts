/** A line that is slow, silent or cut, between a plain echo server and its clients. */
import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type SlowProxy, slowProxy } from './slow-proxy.ts';

let echo: Server;
let proxy: SlowProxy;
const clients: Socket[] = [];

beforeEach(async () => {
  echo = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await slowProxy(`127.0.0.1:${(echo.address() as AddressInfo).port}`);
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  await new Promise((resolve) => echo.close(resolve));
});

async function connected(): Promise<Socket> {
  const client = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
  clients.push(client);
  await once(client, 'connect');
  return client;
}

/** What comes back of `text`. */
async function echoed(client: Socket, text: string): Promise<string> {
  client.write(text);
  let back = '';
  while (back.length < text.length) back += String((await once(client, 'data'))[0]);
  return back;
}

it('passes bytes both ways, and the end of a half', async () => {
  const client = await connected();
  expect(await echoed(client, 'a'.repeat(500_000))).toBe('a'.repeat(500_000));
  client.end('last');
  const chunks: Buffer[] = [];
  for await (const chunk of client) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString()).toBe('last');
});

it('holds every byte for the delay, each way, and keeps their order', async () => {
  const client = await connected();
  await echoed(client, 'quick');
  proxy.delay = 100;
  const start = performance.now();
  client.write('first ');
  expect(await echoed(client, 'second')).toMatch(/^first /);
  expect(performance.now() - start).toBeGreaterThanOrEqual(190);
});

it('lets nothing pass while it is stalled, and all of it afterwards', async () => {
  const client = await connected();
  await echoed(client, 'before');
  proxy.stall();
  const late = await connected();
  const arrived: string[] = [];
  client.on('data', (chunk) => arrived.push(String(chunk)));
  late.on('data', (chunk) => arrived.push(String(chunk)));
  client.write('one');
  late.write('two');
  const direct = connect({ port: (echo.address() as AddressInfo).port, host: '127.0.0.1' });
  clients.push(direct);
  await echoed(direct, 'a round trip beside the line');
  expect(arrived).toEqual([]);
  proxy.resume();
  while (arrived.length < 2) await Promise.race([once(client, 'data'), once(late, 'data')]);
  expect(arrived.sort()).toEqual(['one', 'two']);
});

it('resets connections and new ones when it is cut, until it is mended', async () => {
  const client = await connected();
  await echoed(client, 'before');
  const gone = once(client, 'error');
  proxy.cut();
  expect((await gone)[0]).toMatchObject({ code: 'ECONNRESET' });
  expect(proxy.connections).toBe(0);
  const refused = connected().then((client) => once(client, 'data'));
  await expect(refused).rejects.toMatchObject({ code: 'ECONNRESET' });
  proxy.mend();
  expect(await echoed(await connected(), 'after')).toBe('after');
});

it('resets the client of a server that is not there', async () => {
  await new Promise((resolve) => echo.close(resolve));
  const client = connect({ port: proxy.port, host: '127.0.0.1' });
  clients.push(client);
  const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNRESET');
  echo.listen(0, '127.0.0.1');
});
