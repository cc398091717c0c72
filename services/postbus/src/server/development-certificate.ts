/** A certificate for development, signed by itself: made where none is named, and made anew before it runs out. */
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { CertificateFiles } from '@postbus/platform';
import { generate } from 'selfsigned';

const day = 24 * 60 * 60 * 1000;
/** Phones take no longer ones. */
const validFor = 397 * day;
const renewedBefore = 30 * day;

/**
 * The files of the certificate in the data folder; the key is readable by its owner alone.
 * @param domain a name that it is for, beside this machine's
 */
export async function developmentCertificate(
  data: string,
  domain: string | undefined,
  now: number,
): Promise<CertificateFiles> {
  const folder = join(data, 'tls');
  const files = { certificate: join(folder, 'development.crt'), key: join(folder, 'development.key') };
  const names = namesOf(domain);
  if (isGood(files, names, now)) return files;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { cert, private: key } = await generate([{ name: 'commonName', value: names[0]! }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - day),
    notAfterDate: new Date(now - day + validFor),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...names.map((value) => ({ type: 2 as const, value })),
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  writeWhole(files.key, key, 0o600);
  writeWhole(files.certificate, cert, 0o644);
  return files;
}

function namesOf(domain: string | undefined): string[] {
  const names = ['localhost', hostname().toLowerCase(), ...(domain === undefined ? [] : [domain, `mail.${domain}`])];
  return [...new Set(names)].filter((name) => /^[a-z0-9.-]{1,253}$/.test(name));
}

function isGood({ certificate, key }: CertificateFiles, names: readonly string[], now: number): boolean {
  if (!existsSync(certificate) || !existsSync(key)) return false;
  const parsed = new X509Certificate(readFileSync(certificate));
  return (
    Date.parse(parsed.validTo) - renewedBefore > now && names.every((name) => parsed.checkHost(name) !== undefined)
  );
}

function writeWhole(file: string, content: string, mode: number): void {
  const temporary = `${file}.tmp`;
  writeFileSync(temporary, content, { mode });
  renameSync(temporary, file);
}
