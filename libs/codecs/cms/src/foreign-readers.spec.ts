/** What is made here, read by Bouncy Castle and by PKI.js; and what PKI.js makes, read here. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as pkijs from 'pkijs';
import { afterAll, describe, expect, it } from 'vitest';
import { compress, envelop, openEnvelope, readCms, signData, verifySignedData } from './index.ts';
import { OpensslFolder, caExtensions, trusting } from './openssl.fixture.ts';

/** A folder with the jars of bcjmail-jdk18on and what it depends on. */
const jars = process.env['POSTBUS_READERS_JARS'];
const bouncyCastle = jars !== undefined && execFileSync('ls', [jars], { encoding: 'utf8' }).includes('bcpkix');

const folder = new OpensslFolder();
afterAll(() => folder.remove());
const root = folder.issue('root', { extensions: caExtensions });
const rsa = folder.issue('rsa', { issuer: root, key: 'rsa' });
const p256 = folder.issue('p256', { issuer: root });
const p521 = folder.issue('p521', { issuer: root, key: 'P-521' });
const ed25519 = folder.issue('ed25519', { issuer: root, key: 'ed25519' });
const content = new TextEncoder().encode('Content-Type: text/plain\r\n\r\nHello\r\n');

/** `verify FILE` tells how many signers hold; `decrypt FILE KEY CERTIFICATE` and `inflate FILE` write FILE.content. */
const javaProgram = `
import java.io.*; import java.nio.file.*; import java.security.*; import java.security.cert.*; import java.security.spec.*; import java.util.*;
import org.bouncycastle.cert.*; import org.bouncycastle.cms.*; import org.bouncycastle.cms.jcajce.*;
import org.bouncycastle.operator.jcajce.*; import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.cert.jcajce.*; import org.bouncycastle.util.Store;
public class Read {
  static byte[] bytes(String path) throws Exception { return Files.readAllBytes(Path.of(path)); }
  @SuppressWarnings("unchecked")
  static int verified(byte[] message) throws Exception {
    CMSSignedData data = new CMSSignedData(message);
    Store<X509CertificateHolder> all = data.getCertificates();
    int held = 0;
    for (SignerInformation signer : data.getSignerInfos().getSigners()) {
      X509CertificateHolder holder = (X509CertificateHolder) all.getMatches(signer.getSID()).iterator().next();
      if (signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(holder))) held++;
    }
    return held;
  }
  static byte[] decrypted(byte[] message, byte[] key, X509Certificate certificate) throws Exception {
    PrivateKey secret = KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm(), "BC").generatePrivate(new PKCS8EncodedKeySpec(key));
    boolean gcm = new org.bouncycastle.asn1.ASN1InputStream(message).readObject().toString().contains("1.2.840.113549.1.9.16.1.23");
    RecipientInformationStore all = gcm ? new CMSAuthEnvelopedData(message).getRecipientInfos() : new CMSEnvelopedData(message).getRecipientInfos();
    boolean rsa = secret.getAlgorithm().equals("RSA");
    RecipientId id = rsa ? new JceKeyTransRecipientId(certificate) : new JceKeyAgreeRecipientId(certificate);
    Recipient recipient = rsa
      ? (gcm ? new JceKeyTransAuthEnvelopedRecipient(secret).setProvider("BC") : new JceKeyTransEnvelopedRecipient(secret).setProvider("BC"))
      : (gcm ? new JceKeyAgreeAuthEnvelopedRecipient(secret).setProvider("BC") : new JceKeyAgreeEnvelopedRecipient(secret).setProvider("BC"));
    return all.get(id).getContent(recipient);
  }
  public static void main(String[] args) throws Exception {
    Security.addProvider(new BouncyCastleProvider());
    for (String line : args) {
      String[] words = line.split(" ");
      if (words[0].equals("verify")) System.out.println(verified(bytes(words[1])));
      else if (words[0].equals("inflate")) Files.write(Path.of(words[1] + ".content"), new CMSCompressedData(bytes(words[1])).getContent(new ZlibExpanderProvider()));
      else {
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes(words[3])));
        Files.write(Path.of(words[1] + ".content"), decrypted(bytes(words[1]), bytes(words[2]), certificate));
      }
    }
  }
}
`;

describe.skipIf(!bouncyCastle)('Bouncy Castle', () => {
  it('verifies, decrypts and decompresses', { timeout: 60_000 }, async () => {
    const signers = [rsa.signer, { ...rsa.signer, padding: 'pss' as const }, p256.signer, p521.signer, ed25519.signer];
    folder.write('signed', await signData(content, { signers }));
    folder.write('compressed', await compress(content));
    const recipients = [rsa.certificate, p256.certificate, p521.certificate];
    const commands = ['verify signed', 'inflate compressed'];
    const algorithms = ['AES-128-CBC', 'AES-256-CBC', 'AES-128-GCM', 'AES-256-GCM'] as const;
    for (const algorithm of algorithms)
      for (const keyTransport of ['pkcs1', 'oaep'] as const) {
        const message = await envelop(content, { recipients, algorithm, keyTransport });
        for (const { name, certificate, privateKey } of [rsa, p256, p521]) {
          const file = `${name}-${algorithm}-${keyTransport}`;
          folder.write(file, message);
          folder.write(`${name}.der`, certificate.raw);
          folder.write(`${name}.pkcs8`, privateKey.exportPkcs8());
          commands.push(`decrypt ${file} ${name}.pkcs8 ${name}.der`);
        }
      }
    folder.write('Read.java', javaProgram);
    const printed = execFileSync('java', ['-cp', join(jars!, '*'), 'Read.java', ...commands], {
      cwd: folder.path,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(Number(printed)).toBe(signers.length);
    for (const file of commands.slice(1).map((command) => command.split(' ')[1]!))
      expect(new Uint8Array(readFileSync(folder.file(`${file}.content`)))).toEqual(content);
  });
});

describe('PKI.js', () => {
  const buffer = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;
  const certificateOf = (one: typeof rsa): pkijs.Certificate => pkijs.Certificate.fromBER(buffer(one.certificate.raw));

  it.each([
    ['RSA', rsa.signer],
    ['RSA-PSS', { ...rsa.signer, padding: 'pss' as const }],
    ['ECDSA', p256.signer],
  ])('verifies %s', async (_, signer) => {
    const info = pkijs.ContentInfo.fromBER(buffer(await signData(content, { signers: [signer] })));
    const signed = new pkijs.SignedData({ schema: info.content });
    expect(await signed.verify({ signer: 0, trustedCerts: [certificateOf(root)], checkChain: false })).toBe(true);
  });

  it.each([
    ['RSA', rsa],
    ['P-256', p256],
  ])('encrypts for %s what is opened here', async (_, to) => {
    const made = new pkijs.EnvelopedData();
    made.addRecipientByCertificate(certificateOf(to), { oaepHashAlgorithm: 'SHA-256' });
    await made.encrypt({ name: 'AES-CBC', length: 256 } as never, buffer(content));
    const info = new pkijs.ContentInfo({ contentType: pkijs.ContentInfo.ENVELOPED_DATA, content: made.toSchema() });
    const cms = readCms(new Uint8Array(info.toSchema().toBER()));
    if (cms.type !== 'enveloped-data') throw new Error(cms.type);
    expect((await openEnvelope(cms, { keys: [to.signer] })).content).toEqual(content);
  });

  it('signs what is verified here', async () => {
    const signed = new pkijs.SignedData({
      encapContentInfo: new pkijs.EncapsulatedContentInfo({ eContentType: pkijs.ContentInfo.DATA }),
      signerInfos: [
        new pkijs.SignerInfo({
          sid: new pkijs.IssuerAndSerialNumber({
            issuer: certificateOf(p256).issuer,
            serialNumber: certificateOf(p256).serialNumber,
          }),
        }),
      ],
      certificates: [certificateOf(p256)],
    });
    const key = await crypto.subtle.importKey(
      'pkcs8',
      buffer(p256.privateKey.exportPkcs8()),
      { name: 'ECDSA', namedCurve: 'P-256' },
      true,
      ['sign'],
    );
    await signed.sign(key, 0, 'SHA-256', buffer(content));
    const info = new pkijs.ContentInfo({ contentType: pkijs.ContentInfo.SIGNED_DATA, content: signed.toSchema(true) });
    const cms = readCms(new Uint8Array(info.toSchema().toBER()));
    if (cms.type !== 'signed-data') throw new Error(cms.type);
    const options = { content, trust: trusting(root), at: new Date(Date.now() + 60_000) };
    expect(await verifySignedData(cms, options)).toMatchObject({ outcome: 'valid' });
  });
});
