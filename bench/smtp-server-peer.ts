/**
 * The peer: nodemailer's smtp-server, which writes each message to a file of its own and makes it durable before its 250.
 * Prints where it listens as `postbus start --json` does. Usage: node smtp-server-peer.ts FOLDER
 */
import { open } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { callbackify } from 'node:util';
import { SMTPServer } from 'smtp-server';

const folder = process.argv[2]!;
let messages = 0;

const keepThen = callbackify(keep);
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  maxClients: 2000,
  onData: (stream, _session, callback) => keepThen(stream, (error) => callback(error)),
});

async function keep(stream: Readable): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const file = await open(join(folder, `${messages++}.eml`), 'wx');
  try {
    await file.write(Buffer.concat(chunks));
    await file.datasync();
  } finally {
    await file.close();
  }
}

const listener = server.listen(0, '127.0.0.1', () => {
  const { port } = listener.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ listening: { smtp: `127.0.0.1:${port}` } })}\n`);
});
process.once('SIGTERM', () => server.close(() => process.exit(0)));
