/** The built command: messages signed, encrypted, decrypted and verified from one process to the next. */
import { readFileSync, writeFileSync } from 'node:fs';
import { temporaryFolder } from '@postbus/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { postbus } from '../server/postbus-process.fixture.ts';
import { OpensslPeople } from './openssl-people.fixture.ts';

const root = temporaryFolder();
afterAll(() => root.remove());
const openssl = new OpensslPeople(root.path);
openssl.person('ada');
openssl.person('bob');
const file = (name: string): string => openssl.file(name);
writeFileSync(file('password'), 'secret\n');
const letter = 'From: ada@example.org\r\nSubject: Hi\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHello\r\n';
const smime = (...args: readonly string[]) => postbus(['smime', ...args]);

describe('postbus smime', () => {
  it('signs, encrypts, decrypts and verifies through standard streams', { timeout: 60_000 }, async () => {
    const key = ['--key', file('ada.p12'), '--password-file', file('password')];
    const signed = await postbus(['smime', 'sign', '-', ...key], letter);
    const sealed = await postbus(
      ['smime', 'encrypt', '-', '--to', file('bob.pem'), '--algorithm', 'aes-256-gcm'],
      signed.output,
    );
    const opening = ['--key', file('bob.p12'), '--password-file', file('password')];
    const opened = await postbus(['smime', 'decrypt', '-', ...opening], sealed.output);
    expect([signed, sealed, opened].map(({ code, errors }) => [code, errors])).toEqual([
      [0, ''],
      [0, ''],
      [0, 'standard input: AES-256-GCM\n'],
    ]);
    expect(opened.output).toBe(signed.output);
    const verified = await postbus(['smime', 'verify', '-', '--trust', file('root.pem')], opened.output);
    expect([verified.code, verified.output]).toEqual([0, expect.stringMatching(/^standard input: valid: /)]);
  });

  it('exits 1 for what is not valid, and takes the password from standard input', { timeout: 60_000 }, async () => {
    writeFileSync(file('letter.eml'), letter);
    const from = [file('letter.eml'), '--key', file('ada.p12'), '-o', file('signed.eml')];
    const signed = await postbus(['smime', 'sign', ...from, '--password-stdin', '--opaque'], 'secret\n');
    expect([signed.code, signed.output, signed.errors]).toEqual([0, '', '']);
    expect(readFileSync(file('signed.eml'), 'latin1')).toContain('smime-type=signed-data');
    const trust = ['--trust', file('root.pem')];
    const both = await smime('verify', file('signed.eml'), file('letter.eml'), ...trust, '--json');
    expect([both.code, JSON.parse(both.output)]).toMatchObject([
      1,
      { files: [{ valid: true }, { valid: false, error: { code: 'not-signed' } }] },
    ]);
    expect(await smime('verify', file('signed.eml'), ...trust)).toMatchObject({ code: 0 });
  });

  it('tells what is wrong in one line with its code', { timeout: 60_000 }, async () => {
    const key = ['--key', file('ada.p12')];
    const results = await Promise.all([
      postbus(['smime', 'sign', file('ada.pem'), ...key, '--password-stdin'], 'wrong'),
      postbus(['smime', 'sign', '-', ...key, '--password-stdin'], letter),
      smime('sign', file('ada.pem'), ...key),
      smime('decrypt', file('ada.pem'), ...key, '--password-file', file('password')),
      smime('encrypt', file('ada.pem'), '--to', file('bob.key')),
    ]);
    expect(results.map(({ code, output, errors }) => [code, output, errors.split(': ')[1]])).toEqual(
      ['wrong-password', 'standard-input-taken', 'needs-password', 'not-encrypted', 'not-a-certificate-file'].map(
        (code) => [1, '', code],
      ),
    );
  });

  it('exits 2 for what it does not understand', { timeout: 60_000 }, async () => {
    const results = await Promise.all([
      smime('encrypt', 'x', '--to', 'y', '--algorithm', 'rot13'),
      smime('verify', 'x', '--at', 'someday'),
    ]);
    expect(results.map(({ code }) => code)).toEqual([2, 2]);
  });
});
