/** What others make of it: gpgsm signs, encrypts, verifies and decrypts, Bouncy Castle verifies; extract-msg, POI and tnef read the files. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { convertMessage } from '@postbus/message-file';
import { parseMime } from '@postbus/mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OpensslFolder, hasOpenssl } from './openssl.fixture.ts';
import {
  bytes,
  has,
  header,
  messageOf,
  oddShapes,
  signedEntity,
  signedParts,
  text,
} from './secure-messages.fixture.ts';
import { failing, ways } from './ways.fixture.ts';

const hasGpgsm = spawnSync('gpgsm', ['--version'], { stdio: 'ignore' }).status === 0;
const hasTnef = spawnSync('tnef', ['--help'], { stdio: 'ignore' }).error === undefined;
/** A Python that has extract-msg. */
const python = process.env['POSTBUS_READERS_PYTHON'];

let openssl: OpensslFolder;
beforeAll(() => {
  if (hasOpenssl) openssl = new OpensslFolder();
});
afterAll(() => openssl?.remove());

describe.skipIf(!hasGpgsm || !hasOpenssl)('gpgsm', () => {
  let home: string;
  const options = ['--batch', '--disable-crl-checks', '--pinentry-mode', 'loopback', '--passphrase-fd', '0'];
  const gpgsm = (...args: readonly string[]): Uint8Array =>
    new Uint8Array(
      execFileSync('gpgsm', ['--homedir', home, ...options, ...args], {
        cwd: openssl.path,
        input: 'x',
        stdio: ['pipe', 'pipe', 'ignore'],
      }),
    );
  beforeAll(() => {
    home = join(openssl.path, 'gnupg');
    mkdirSync(home, { mode: 0o700 });
    const { fingerprint, file } = openssl.pkcs12('reader', 'x');
    writeFileSync(join(home, 'trustlist.txt'), `${fingerprint} S relax\n`);
    gpgsm('--import', file);
  });
  afterAll(() => {
    execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'], { stdio: 'ignore' });
  });

  it('verifies after every way what it signed', () => {
    const shape = oddShapes['mixed line ends']!;
    const signature = (content: Uint8Array): Uint8Array =>
      gpgsm('-u', 'reader@example.org', '--include-certs', '1', '--detach-sign', openssl.write(content));
    const entity = signedEntity(shape, { signature });
    expect(failing((way) => has(way(messageOf(entity)), entity))).toEqual([]);
    const parts = signedParts(ways['.msg']!(messageOf(entity)), shape);
    const files = [openssl.write(parts.signature), openssl.write(parts.content)];
    expect(text(gpgsm('--status-fd', '1', '--verify', ...files))).toMatch(/GOODSIG/);
  });
  it('decrypts after every way what it encrypted', () => {
    const content = bytes('Content-Type: text/plain\r\n\r\nhello\r\n');
    const cms = gpgsm('-r', 'reader@example.org', '--encrypt', openssl.write(content));
    const message = bytes(
      `${header}Content-Type: application/x-pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n` +
        `Content-Transfer-Encoding: base64\r\n\r\n${Buffer.from(cms).toString('base64')}\r\n`,
    );
    expect(failing((way) => text(parseMime(way(message)).content()) === text(cms))).toEqual([]);
    const after = parseMime(ways['.msg']!(message)).content();
    expect(text(gpgsm('--decrypt', openssl.write(after)))).toBe(text(content));
  });
});

/** Folders of jars of Bouncy Castle and POI. */
const jars = process.env['POSTBUS_READERS_JARS'];
const hasJava = jars !== undefined && spawnSync('java', ['-version'], { stdio: 'ignore' }).status === 0;
const javaProgram = `
import java.nio.file.*; import java.util.*;
import org.apache.poi.hsmf.MAPIMessage; import org.apache.poi.hsmf.datatypes.AttachmentChunks;
import org.bouncycastle.cert.X509CertificateHolder; import org.bouncycastle.cms.*; import org.bouncycastle.cms.jcajce.*;
public class Read {
  static byte[] bytes(String path) throws Exception { return Files.readAllBytes(Path.of(path)); }
  @SuppressWarnings("unchecked")
  static boolean verifies(byte[] content, byte[] signature) throws Exception {
    CMSSignedData data = new CMSSignedData(new CMSProcessableByteArray(content), signature);
    SignerInformation signer = data.getSignerInfos().getSigners().iterator().next();
    X509CertificateHolder holder = (X509CertificateHolder) data.getCertificates().getMatches(signer.getSID()).iterator().next();
    return signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(holder));
  }
  static String attachment(String path) throws Exception {
    try (MAPIMessage message = new MAPIMessage(path)) {
      AttachmentChunks[] all = message.getAttachmentFiles();
      return all.length + " " + Base64.getEncoder().encodeToString(all[0].getAttachData().getValue());
    }
  }
  public static void main(String[] args) throws Exception {
    for (int at = 0; at < args.length; at += 3) {
      System.out.println(attachment(args[at]) + " " + verifies(bytes(args[at + 1]), bytes(args[at + 2])));
    }
  }
}
`;

const script = String.raw`
import sys, json, base64, extract_msg
out = []
for path in sys.argv[1:]:
    m = extract_msg.openMsg(path)
    out.append({'class': m.classType, 'body': m.body,
        'attachments': [[a.longFilename, a.mimetype, a.hidden, base64.b64encode(a.data).decode()] for a in getattr(m, 'rawAttachments', m.attachments)]})
json.dump(out, sys.stdout)
`;

describe.skipIf(!hasOpenssl)('the files of secure messages', () => {
  const signed = (): Uint8Array[] => Object.values(oddShapes).map((shape) => signedEntity(shape, openssl));
  const sealed = (): Uint8Array => openssl.encrypted(bytes('Content-Type: text/plain\r\n\r\nhello\r\n'));

  it.skipIf(python === undefined)('have the bytes of their one attachment, by extract-msg', () => {
    const entities = signed();
    const cms = parseMime(sealed());
    const messages = [...entities.map(messageOf), cms.source];
    const files = messages.map((message) => openssl.write(convertMessage(message, 'msg').bytes, '.msg'));
    const read = JSON.parse(
      execFileSync(python!, ['-c', script, ...files], { cwd: openssl.path, encoding: 'utf8', maxBuffer: 1e9 }),
    );
    const base64 = (content: Uint8Array): string => Buffer.from(content).toString('base64');
    expect(read.map((one: { attachments: unknown }) => one.attachments)).toEqual([
      ...entities.map((entity) => [['SMIME.txt', 'multipart/signed', false, base64(entity)]]),
      [['smime.p7m', cms.contentType.mediaType, false, base64(cms.content())]],
    ]);
    const classes = read.map((one: { class: string }) => one.class.toLowerCase());
    expect(classes).toEqual([...entities.map(() => 'ipm.note.smime.multipartsigned'), 'ipm.note.smime']);
  });
  it.skipIf(!hasJava)(
    'have the bytes of their one attachment, by POI, and signatures that Bouncy Castle verifies',
    { timeout: 60_000 },
    () => {
      const shapes = Object.values(oddShapes).filter(({ content }) => content.length < 10_000);
      const entities = shapes.map((shape) => signedEntity(shape, openssl));
      const files = entities.flatMap((entity, index) => {
        const msg = convertMessage(messageOf(entity), 'msg').bytes;
        const parts = signedParts(convertMessage(msg, 'eml').bytes, shapes[index]!);
        return [openssl.write(msg, '.msg'), openssl.write(parts.content), openssl.write(parts.signature)];
      });
      openssl.write(bytes(javaProgram), '.java', 'Read');
      const printed = execFileSync('java', ['-cp', join(jars!, '*'), 'Read.java', ...files], {
        cwd: openssl.path,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const told = entities.map((entity) => `1 ${Buffer.from(entity).toString('base64')} true`);
      // POI tells of its log among them.
      expect(printed.split('\n').filter((line) => /^\d+ /.test(line))).toEqual(told);
    },
  );
  it.skipIf(!hasTnef)('have the bytes of their one attachment, by tnef', () => {
    for (const [index, entity] of signed().slice(0, 5).entries()) {
      const folder = `unpacked${index}`;
      mkdirSync(join(openssl.path, folder));
      const file = openssl.write(convertMessage(messageOf(entity), 'tnef').bytes);
      execFileSync('tnef', ['-C', folder, file], { cwd: openssl.path, stdio: 'ignore' });
      const [name, ...others] = readdirSync(join(openssl.path, folder));
      expect([name, others]).toEqual(['SMIME.txt', []]);
      expect(text(new Uint8Array(readFileSync(join(openssl.path, folder, name!))))).toBe(text(entity));
    }
  });
});
