import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  PidNameContentType,
  PidTagAttachDataBinary,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagAttachSize,
  PidTagBody,
  PidTagDisplayName,
  PidTagMessageClass,
  PidTagSubject,
  fromStored,
  toStored,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveBytes, resolverOf, toMessageObject, toMime } from './index.ts';

const hasOpenSsl = spawnSync('openssl', ['version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'postbus-smime-'));
const file = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasOpenSsl)('messages that OpenSSL signs and encrypts, [MS-OXOSMIME] 2.2', () => {
  const smime = (args: string[], input: Uint8Array) =>
    execFileSync('openssl', ['smime', ...args], { input, cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
  const verify = (message: Uint8Array) => smime(['-verify', '-noverify', '-CAfile', 'cert.pem'], message).toString();
  const content = Buffer.from('Content-Type: text/plain; charset=utf-8\r\n\r\nGrüße \r\n--dash\r\n');
  let signed: Uint8Array;
  beforeAll(() => {
    const request = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      'key.pem',
      '-out',
      'cert.pem',
      '-subj',
      '/CN=a',
    ];
    execFileSync('openssl', request, { cwd: folder, stdio: 'ignore' });
    writeFileSync(file('content'), content);
    const made = smime(['-sign', '-signer', 'cert.pem', '-inkey', 'key.pem', '-crlfeol'], content).toString('latin1');
    signed = new Uint8Array(
      Buffer.from(
        `Subject: hello\r\nX-After: 1\r\n${made.replace('MIME-Version: 1.0\r\n', '')}`.replace(
          '\r\n\r\n',
          '\r\nX-Last: 1\r\nMIME-Version: 1.0\r\n\r\n',
        ),
        'latin1',
      ),
    );
  });

  it('makes exactly one attachment, by value, of a clear-signed message, with the body beside it', () => {
    const { properties, attachments } = toMessageObject(parseMime(signed));
    expect(properties.get(PidTagMessageClass)).toBe('IPM.Note.SMIME.MultipartSigned');
    expect(properties.get(PidTagBody)).toBe('Grüße \r\n--dash\r\n');
    expect(properties.get(PidTagSubject)).toBe('hello');
    expect(attachments).toHaveLength(1);
    const bag = attachments[0]!.properties;
    expect([bag.get(PidTagAttachMethod), bag.get(PidTagAttachMimeTag)]).toEqual([1, 'multipart/signed']);
    expect([bag.get(PidTagAttachLongFilename), bag.get(PidTagDisplayName)]).toEqual(['SMIME.txt', 'SMIME.txt']);
  });
  it('cuts the signed entity out of the original with Content-Type as its only field', () => {
    const stored = fromStored(JSON.parse(JSON.stringify(toStored(toMessageObject(parseMime(signed))))));
    const bag = stored.attachments[0]!.properties;
    expect(bag.get(PidTagAttachDataBinary)).toMatchObject({ in: 'mime', transferEncoding: 'binary' });
    const entity = resolveBytes(bag.get(PidTagAttachDataBinary)!, resolverOf(signed));
    expect(bag.get(PidTagAttachSize)).toBe(entity.length);
    expect([...parseMime(entity).headers].map(({ name }) => name)).toEqual(['Content-Type']);
    expect(verify(entity)).toBe(content.toString());
  });
  it('writes a message whose signature OpenSSL still verifies', () => {
    const written = toMime(toMessageObject(parseMime(signed)), { resolve: resolverOf(signed) });
    expect(verify(written)).toBe(content.toString());
    expect(parseMime(written).headers.first('Subject')?.text).toBe('hello');
  });
  it('takes the last of several Content-Type fields', () => {
    const twice = new Uint8Array(Buffer.concat([Buffer.from('Content-Type: text/plain\r\n'), signed]));
    const bag = toMessageObject(parseMime(twice)).attachments[0]!.properties;
    expect(verify(resolveBytes(bag.get(PidTagAttachDataBinary)!, resolverOf(twice)))).toBe(content.toString());
  });
  it('keeps the CMS of an opaque-signed message as its one attachment, and no body', () => {
    const opaque = new Uint8Array(smime(['-sign', '-nodetach', '-signer', 'cert.pem', '-inkey', 'key.pem'], content));
    const message = toMessageObject(parseMime(opaque));
    expect(message.properties.get(PidTagMessageClass)).toBe('IPM.Note.SMIME');
    expect(message.properties.has(PidTagBody)).toBe(false);
    expect(message.properties.get(PidNameContentType)).toMatch(
      /^application\/(?:x-)?pkcs7-mime; smime-type=signed-data/,
    );
    expect(message.attachments).toHaveLength(1);
    const bag = message.attachments[0]!.properties;
    expect(bag.get(PidTagAttachMimeTag)).toMatch(/^application\/(?:x-)?pkcs7-mime$/);
    writeFileSync(file('cms.der'), resolveBytes(bag.get(PidTagAttachDataBinary)!, resolverOf(opaque)));
    const shown = execFileSync(
      'openssl',
      ['smime', '-verify', '-noverify', '-inform', 'DER', '-in', 'cms.der', '-CAfile', 'cert.pem'],
      { cwd: folder },
    );
    expect(shown.toString()).toBe(content.toString());
    expect(verify(toMime(message, { resolve: resolverOf(opaque) }))).toBe(content.toString());
  });
  it('reads an encrypted message likewise', () => {
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'rsa.key', '-out', 'rsa.pem', '-subj', '/CN=b'],
      { cwd: folder, stdio: 'ignore' },
    );
    const encrypted = new Uint8Array(smime(['-encrypt', '-aes128', 'rsa.pem'], content));
    const message = toMessageObject(parseMime(encrypted));
    expect(message.properties.get(PidTagMessageClass)).toBe('IPM.Note.SMIME');
    const written = toMime(message, { resolve: resolverOf(encrypted) });
    expect(smime(['-decrypt', '-recip', 'rsa.pem', '-inkey', 'rsa.key'], written).toString()).toBe(content.toString());
  });
});

describe('what is S/MIME by its name, [MS-OXOSMIME] 2.2.2', () => {
  const classOf = (contentType: string) =>
    toMessageObject(parseMime(new Uint8Array(Buffer.from(`Content-Type: ${contentType}\r\n\r\nx`)))).properties.get(
      PidTagMessageClass,
    );
  it.each([
    ['application/octet-stream; name=smime.p7m', 'IPM.Note.SMIME'],
    ['application/x-pkcs7-mime; smime-type=enveloped-data', 'IPM.Note.SMIME'],
    ['application/pkcs7-mime; smime-type=certs-only', 'IPM.Note'],
    ['application/octet-stream; name=other.bin', 'IPM.Note'],
    ['multipart/signed; boundary=none', 'IPM.Note'],
  ])('reads %s as %s', (contentType, messageClass) => {
    expect(classOf(contentType)).toBe(messageClass);
  });
});
