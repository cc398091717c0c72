import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { certificateFrom, tlsOptions } from '@postbus/platform';
import { manualClock, temporaryFolder } from '@postbus/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { developmentCertificate } from './development-certificate.ts';

const root = temporaryFolder();
afterAll(() => root.remove());

async function certificateAt(port: number): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

describe('a certificate that is renewed while the server runs', () => {
  it('is given to the next client by HTTPS', async () => {
    const [first, second] = ['first', 'second'].map((name) => join(root.path, name)) as [string, string];
    for (const folder of [first, second]) mkdirSync(folder);
    const files = await developmentCertificate(first, undefined, Date.now());
    const renewed = await developmentCertificate(second, undefined, Date.now());
    const clock = manualClock();
    const server = createServer(
      tlsOptions(
        files,
        certificateFrom(files, () => clock.now()),
      ),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const [before, after] = [files, renewed].map(
      ({ certificate }) => new X509Certificate(readFileSync(certificate)).fingerprint256,
    );
    expect(await certificateAt(port)).toBe(before);
    copyFileSync(renewed.key, files.key);
    copyFileSync(renewed.certificate, files.certificate);
    clock.advance(60_000);
    expect(await certificateAt(port)).toBe(after);
    expect(after).not.toBe(before);
    server.close();
  });
});
