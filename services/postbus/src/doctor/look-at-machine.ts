/** Node, the data folder, the disk, the certificate: what can be seen whether a server runs or not. */
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, statSync, statfsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeSize } from '@postbus/platform';
import type { Configuration } from '../server/configuration.ts';
import { counted } from '../terminal/numbers.ts';
import { type Finding, failed, ok, warning } from './finding.ts';

/** The first version of Node with what is used of `node:sqlite`. */
const leastNode = 24;
const day = 24 * 60 * 60 * 1000;
/** Days before its end from which a certificate is complained about. */
const soon = 14;
/** Free space is complained about below this many times what ingest needs. */
const comfortable = 4;

export function lookAtNode(version: string): Finding {
  return Number(version.split('.')[0]) >= leastNode
    ? ok('node', version)
    : failed('node', `${version} is too old; ${leastNode} or later is needed`);
}

export function lookAtFolder({ data }: Pick<Configuration, 'data'>): Finding {
  const folder = resolve(data);
  if (!existsSync(folder)) return failed('folder', `${folder} is not there; postbus start makes it`);
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return failed('folder', `${folder} cannot be read and written by this user`);
  }
  const others = statSync(folder).mode & 0o077;
  return others === 0
    ? ok('folder', folder)
    : warning('folder', `${folder} is open to other users; chmod 700 closes it`);
}

export function lookAtDisk({ data, ingest }: Pick<Configuration, 'data' | 'ingest'>): Finding {
  const { bavail, bsize } = statfsSync(data);
  const free = bavail * bsize;
  const text = `${roundSize(free)} free`;
  const least = `mail is refused below ${writeSize(ingest.leastFree)} (ingest.leastFree)`;
  if (free < ingest.leastFree) return failed('disk', `${text}; ${least}`);
  return free < comfortable * ingest.leastFree ? warning('disk', `${text}; ${least}`) : ok('disk', text);
}

export function lookAtCertificate({ data, tls }: Pick<Configuration, 'data' | 'tls'>, now: number): Finding {
  const own = tls.certificate !== undefined;
  const certificate = tls.certificate ?? join(data, 'tls', 'development.crt');
  const key = tls.key ?? join(data, 'tls', 'development.key');
  if (!own && !existsSync(certificate)) return ok('certificate', 'none yet; the first start makes one for development');
  try {
    const parsed = new X509Certificate(readFileSync(certificate));
    if (!parsed.checkPrivateKey(createPrivateKey(readFileSync(key))))
      return failed('certificate', `${key} is not the key of ${certificate}`);
    if ((statSync(key).mode & 0o077) !== 0)
      return warning('certificate', `${key} can be read by other users; chmod 600 closes it`);
    return lookAtDates(parsed, certificate, own, now);
  } catch (error) {
    return failed('certificate', `${certificate}: ${error instanceof Error ? error.message : 'it cannot be read'}`);
  }
}

function lookAtDates(parsed: X509Certificate, file: string, own: boolean, now: number): Finding {
  const days = Math.floor((Date.parse(parsed.validTo) - now) / day);
  const kind = own ? '' : ', signed by itself for development';
  if (days < 0)
    return own
      ? failed('certificate', `${file} ran out ${counted(-days, 'day')} ago`)
      : ok('certificate', 'ran out; the next start makes one');
  const text = `valid for ${counted(days, 'day')}${kind}`;
  return own && days < soon ? warning('certificate', text) : ok('certificate', text);
}

function roundSize(bytes: number): string {
  const gigabytes = bytes / 1e9;
  return gigabytes >= 1 ? `${gigabytes.toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
