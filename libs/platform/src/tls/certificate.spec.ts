import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sinkCertificate, temporaryFolder } from '@postbus/testing';
import { describe, expect, it } from 'vitest';
import { certificateFrom } from './certificate.ts';

describe('the certificate', () => {
  it('is read again when its files change, and stays while they are no good', () => {
    const folder = temporaryFolder();
    const files = { certificate: join(folder.path, 'cert.pem'), key: join(folder.path, 'key.pem') };
    writeFileSync(files.certificate, sinkCertificate.cert);
    writeFileSync(files.key, sinkCertificate.key);
    let time = 0;
    const context = certificateFrom(files, () => time);
    const first = context();
    utimesSync(files.key, 1, 1);
    expect(context()).toBe(first);
    time += 10_000;
    const second = context();
    expect(second).not.toBe(first);
    writeFileSync(files.certificate, 'nothing');
    time += 10_000;
    expect(context()).toBe(second);
    rmSync(files.certificate);
    time += 10_000;
    expect(context()).toBe(second);
    folder.remove();
    expect(() => certificateFrom(files)).toThrow('ENOENT');
  });
});
