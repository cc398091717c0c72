/** What is made here, read by gpgsm and Bouncy Castle; what gpgsm makes, read here. */
import { createHash } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseMime } from '@postbus/mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decryptMessage, encryptMessage, signMessage, verifyMessage } from './index.ts';
import { OpensslFolder, bytesOf, textOf } from './openssl.fixture.ts';

const openssl = new OpensslFolder();
afterAll(() => openssl.remove());
const rsa = openssl.person('rsa', 'rsa');
const p256 = openssl.person('p256');
const ed25519 = openssl.person('ed25519', 'ed25519');
const letter = bytesOf(
  'From: rsa@example.org\r\nSubject: Hi\r\nContent-Type: multipart/mixed; boundary="b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n--b\r\n' +
    'Content-Type: text/plain; charset=latin1\r\nContent-Transfer-Encoding: 8bit\r\n\r\nSch\xf6ne Gr\xfc\xdfe aus dem hohen Norden\r\n-- \r\nFrom me\r\n--b--\r\n',
);
const at = new Date(Date.now() + 60_000);

const hasGpgsm = spawnSync('gpgsm', ['--version'], { stdio: 'ignore' }).status === 0;

describe.skipIf(!hasGpgsm)('gpgsm', () => {
  const home = hasGpgsm ? mkdtempSync(join(openssl.path, 'gnupg-')) : '';
  const inHome = (name: string): string => `${home.slice(openssl.path.length + 1)}/${name}`;
  const gpgsm = (...args: readonly string[]): Uint8Array => {
    const usual = [
      '--homedir',
      home,
      '--batch',
      '--pinentry-mode',
      'loopback',
      '--passphrase-fd',
      '0',
      '--status-fd',
      '1',
    ];
    const stdio = ['pipe', 'pipe', 'pipe'] as const;
    const options = { cwd: openssl.path, input: 'secret\n', stdio: [...stdio] };
    return new Uint8Array(execFileSync('gpgsm', [...usual, '--disable-crl-checks', ...args], options));
  };
  const sha1Of = (raw: Uint8Array): string => createHash('sha1').update(raw).digest('hex').toUpperCase();
  const user = sha1Of(rsa.certificate.raw);

  beforeAll(() => {
    openssl.write(inHome('gpg-agent.conf'), 's2k-count 65536\n');
    openssl.write(inHome('trustlist.txt'), `${sha1Of(openssl.root.certificate.raw)} S relax\n`);
    const as = ['-in', rsa.certificateFile, '-inkey', rsa.keyFile];
    const pbe = ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'];
    gpgsm('--import', 'root.pem');
    gpgsm('--import', p256.certificateFile);
    importKey(() => openssl.run('pkcs12', '-export', ...as, ...pbe, '-passout', 'pass:secret', '-out', 'rsa.p12'));
  });

  /** gpgsm refuses a file of OpenSSL's once in a great while, with its right password, and opens the next one of the same key. */
  function importKey(make: () => void, tries = 3): void {
    make();
    try {
      gpgsm('--import', 'rsa.p12');
    } catch (error) {
      if (tries === 1) throw error;
      importKey(make, tries - 1);
    }
  }

  afterAll(() => {
    if (hasGpgsm) execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'], { stdio: 'ignore' });
  });

  it.each([
    ['RSA', rsa],
    ['ECDSA', p256],
  ])('verifies clear-signed and opaque messages by %s', async (_, { signer }) => {
    const [signed, signature] = parseMime(await signMessage(letter, { form: 'clear', signers: [signer] })).parts;
    openssl.write('content', signed!.bytes());
    openssl.write('signature', signature!.content());
    expect(textOf(gpgsm('--verify', 'signature', 'content'))).toMatch(/GOODSIG/);
    openssl.write('opaque', parseMime(await signMessage(letter, { form: 'opaque', signers: [signer] })).content());
    expect(textOf(gpgsm('--verify', 'opaque'))).toMatch(/GOODSIG/);
  });

  it('makes a detached signature that is verified here, of an 8-bit entity as it stands', async () => {
    const entity =
      'Content-Type: text/plain; charset=latin1\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGr\xfc\xdfe \t\r\nFrom here';
    openssl.write('content', bytesOf(entity));
    gpgsm('--local-user', user, '--detach-sign', '--armor', '--output', 'made.pem', 'content');
    const base64 = textOf(openssl.read('made.pem')).replace(/-----.*-----\n/g, '');
    const head = `From: rsa@example.org\r\nContent-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=s\r\n\r\n--s\r\n`;
    const part = `Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64}`;
    const message = bytesOf(`${head}${entity}\r\n--s\r\n${part}\r\n--s--\r\n`);
    const found = await verifyMessage(message, { trust: openssl.trust, at });
    expect(found).toMatchObject({ outcome: 'valid', signedAs: 'from', lineEnds: 'as-found' });
    expect(textOf(found.content)).toBe(entity);
  });

  it('decrypts messages made here, and makes those that are decrypted here', async () => {
    const sealed = await encryptMessage(letter, { recipients: [rsa.certificate, p256.certificate] });
    openssl.write('sealed', parseMime(sealed).content());
    gpgsm('--output', 'opened', '--decrypt', 'sealed');
    const { message } = await decryptMessage(sealed, { keys: [p256.signer] });
    expect(textOf(message)).toContain(textOf(openssl.read('opened')).slice('Content-Type'.length));
    openssl.write('entity', 'Content-Type: text/plain\r\n\r\nHello\r\n');
    gpgsm('--recipient', user, '--output', 'made', '--encrypt', 'entity');
    const base64 = Buffer.from(openssl.read('made')).toString('base64');
    const made = bytesOf(
      `From: a@b\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64}`,
    );
    const opened = await decryptMessage(made, { keys: [rsa.signer] });
    expect(textOf(opened.message)).toBe('From: a@b\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHello\r\n');
  });
});

/** A folder with the jars of bcjmail-jdk18on and what it depends on. */
const jars = process.env['POSTBUS_READERS_JARS'];
const bouncyCastle = jars !== undefined && readdirSync(jars).some((name) => name.startsWith('bcpkix'));

/** Reads messages by the MIME parser of Bouncy Castle: prints for each how many signatures hold, or what was decrypted. */
const javaProgram = `
import java.io.*; import java.nio.file.*; import java.security.*; import java.security.cert.*; import java.security.spec.*; import java.util.*;
import org.bouncycastle.cert.*; import org.bouncycastle.cms.*; import org.bouncycastle.cms.jcajce.*; import org.bouncycastle.mime.*; import org.bouncycastle.mime.smime.*;
import org.bouncycastle.operator.bc.*; import org.bouncycastle.jce.provider.BouncyCastleProvider; import org.bouncycastle.util.Store;
public class Read {
  static String read(String message, PrivateKey key, X509Certificate certificate) throws Exception {
    StringBuilder found = new StringBuilder();
    MimeParserProvider provider = new SMimeParserProvider("7bit", new BcDigestCalculatorProvider());
    provider.createParser(new ByteArrayInputStream(Files.readAllBytes(Path.of(message)))).parse(new SMimeParserListener() {
      public void content(MimeParserContext context, Headers headers, InputStream in) { try { in.readAllBytes(); } catch (IOException e) { throw new UncheckedIOException(e); } }
      public void signedData(MimeParserContext context, Headers headers, Store certificates, Store crls, Store attributes, SignerInformationStore signers) {
        try {
          for (SignerInformation signer : signers.getSigners()) {
            X509CertificateHolder holder = (X509CertificateHolder) certificates.getMatches(signer.getSID()).iterator().next();
            found.append(signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(holder)) ? "holds " : "broken ");
          }
        } catch (Exception e) { throw new RuntimeException(e); }
      }
      public void envelopedData(MimeParserContext context, Headers headers, OriginatorInformation originator, RecipientInformationStore recipients) {
        try {
          RecipientInformation to = recipients.get(new JceKeyTransRecipientId(certificate));
          found.append(new String(to.getContent(new JceKeyTransEnvelopedRecipient(key).setProvider("BC")), "ISO-8859-1"));
        } catch (Exception e) { throw new RuntimeException(e); }
      }
    });
    return found.toString();
  }
  public static void main(String[] args) throws Exception {
    Security.addProvider(new BouncyCastleProvider());
    PrivateKey key = KeyFactory.getInstance("RSA", "BC").generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(Path.of("key.der"))));
    X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new FileInputStream("rsa.pem"));
    for (String message : args) System.out.println(message + ": " + Base64.getEncoder().encodeToString(read(message, key, certificate).getBytes("ISO-8859-1")));
  }
}
`;

describe.skipIf(!bouncyCastle)('Bouncy Castle', () => {
  it('verifies clear-signed messages and decrypts by its own MIME parser', { timeout: 60_000 }, async () => {
    const several = [rsa.signer, { ...rsa.signer, padding: 'pss' as const }, p256.signer];
    openssl.write('clear', await signMessage(letter, { form: 'clear', signers: several }));
    openssl.write('ed25519', await signMessage(letter, { form: 'clear', signers: [ed25519.signer] }));
    const recipients = [p256.certificate, rsa.certificate];
    openssl.write('aes', await encryptMessage(letter, { recipients }));
    openssl.write(
      'oaep',
      await encryptMessage(letter, { recipients, contentEncryption: 'AES-128-CBC', keyTransport: 'oaep' }),
    );
    openssl.write('key.der', rsa.privateKey.exportPkcs8());
    openssl.write('Read.java', javaProgram);
    const messages = ['clear', 'ed25519', 'aes', 'oaep'];
    const printed = execFileSync('java', ['-cp', join(jars!, '*'), 'Read.java', ...messages], {
      cwd: openssl.path,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const found = new Map(
      printed
        .trimEnd()
        .split('\n')
        .map((line) => line.split(': '))
        .map(([name, base64]) => [name, Buffer.from(base64 ?? '', 'base64').toString('latin1')]),
    );
    const { content } = await verifyMessage(openssl.read('clear'), { trust: openssl.trust, at });
    expect(Object.fromEntries(found)).toEqual({
      clear: 'holds '.repeat(3),
      ed25519: 'holds ',
      aes: textOf(content),
      oaep: textOf(content),
    });
  });
});
