import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { temporaryFolder } from '@postbus/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { developmentCertificate } from './development-certificate.ts';

const root = temporaryFolder();
afterAll(() => root.remove());
const day = 24 * 60 * 60 * 1000;
let folders = 0;
const newFolder = (): string => {
  const folder = join(root.path, String(folders++));
  mkdirSync(folder);
  return folder;
};

describe('the certificate for development', () => {
  it('has a key that only its owner can read', async () => {
    const { key } = await developmentCertificate(newFolder(), undefined, Date.now());
    expect(statSync(key).mode & 0o777).toBe(0o600);
  });

  it('is taken by a client that trusts it, for localhost and for the domain', async () => {
    const files = await developmentCertificate(newFolder(), 'example.org', Date.now());
    const ca = readFileSync(files.certificate);
    const server = createServer({ cert: ca, key: readFileSync(files.key) }, (socket) => socket.end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    for (const servername of ['localhost', 'example.org', 'mail.example.org']) {
      const socket = connect({ host: '127.0.0.1', port, servername, ca });
      await once(socket, 'secureConnect');
      expect(socket.authorized).toBe(true);
      socket.destroy();
    }
    const stranger = connect({ host: '127.0.0.1', port, servername: 'example.net', ca });
    const [error] = (await once(stranger, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    server.close();
  });

  it('is verified by OpenSSL', async () => {
    const { certificate } = await developmentCertificate(newFolder(), undefined, Date.now());
    const arguments_ = ['verify', '-x509_strict', '-CAfile', certificate, '-verify_ip', '127.0.0.1', certificate];
    const { stdout, stderr } = spawnSync('openssl', arguments_, { encoding: 'utf8' });
    expect(stdout.trim() || stderr).toBe(`${certificate}: OK`);
  });

  it('stays as it is until a month before its end, or until it is for another domain', async () => {
    const folder = newFolder();
    const now = Date.now();
    const made = async (domain: string | undefined, at: number): Promise<string> =>
      readFileSync((await developmentCertificate(folder, domain, at)).certificate, 'utf8');
    const first = await made(undefined, now);
    expect(await made(undefined, now + 300 * day)).toBe(first);
    expect(await made(undefined, now + 370 * day)).not.toBe(first);
    const second = await made('example.org', now);
    expect(await made('example.org', now)).toBe(second);
    expect(await made('example.net', now)).not.toBe(second);
  });
});
