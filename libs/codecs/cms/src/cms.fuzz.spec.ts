import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  CmsError,
  archivePolicy,
  certificatesOnly,
  compress,
  decompress,
  envelop,
  openEnvelope,
  readCertificate,
  readCms,
  readCrl,
  readPkcs12,
  signData,
  verifySignedData,
} from './index.ts';
import { OpensslFolder, caExtensions, trusting } from './openssl.fixture.ts';

const runs = Number(process.env['POSTBUS_FUZZ_RUNS'] ?? 250);
const timeout = 20_000 + runs * 20;

const folder = new OpensslFolder();
afterAll(() => folder.remove());
const root = folder.issue('root', { extensions: caExtensions });
const person = folder.issue('person', { issuer: root });
const rsa = folder.issue('rsa', { issuer: root, key: 'rsa' });
const content = new TextEncoder().encode('Content-Type: text/plain\r\n\r\nHello\r\n');
folder.write('content', content);
const as = ['-signer', person.certificateFile, '-inkey', person.keyFile];
const recipients = [person.certificate, rsa.certificate];

const seeds = [
  await signData(content, { signers: [person.signer, rsa.signer] }),
  await envelop(content, { recipients }),
  await envelop(content, { recipients, algorithm: 'AES-256-GCM', keyTransport: 'oaep' }),
  await compress(content),
  certificatesOnly([root.certificate]),
  folder.run('cms', '-sign', '-in', 'content', '-outform', 'DER', '-stream', '-nodetach', ...as),
];
const pkcs12 = folder.run(
  'pkcs12',
  '-export',
  '-in',
  person.certificateFile,
  '-inkey',
  person.keyFile,
  '-passout',
  'pass:x',
  '-iter',
  '2',
);
const crl = folder.crl(root, [1, 2, 3]);

/** Octets that identifiers and lengths are made of. */
const octet = fc.oneof(fc.nat(255), fc.constantFrom(0, 0x30, 0x31, 0x80, 0x81, 0x84, 0x88, 0xa0, 0xff, 0x24, 4, 5, 6));
const changes = fc.record({
  puts: fc.array(fc.record({ at: fc.nat(0xffff), octet }), { minLength: 1, maxLength: 6 }),
  cut: fc.option(fc.nat(0xffff), { freq: 5 }),
});
type Changes = typeof changes extends fc.Arbitrary<infer Value> ? Value : never;

function changed(seed: Uint8Array, { puts, cut }: Changes): Uint8Array {
  const bytes = Uint8Array.from(seed);
  for (const { at, octet } of puts) bytes[at % bytes.length] = octet;
  return cut === null ? bytes : bytes.subarray(0, cut % bytes.length);
}

/** Runs `read`, which may fail with an error of ours alone. */
async function tolerant(read: () => unknown): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof CmsError)) throw error;
  }
}

async function useAll(bytes: Uint8Array): Promise<void> {
  const cms = readCms(bytes);
  const keys = [person.signer, rsa.signer];
  if (cms.type === 'signed-data') {
    const { signers } = await verifySignedData(cms, { content, trust: trusting(root), at: new Date() });
    expect(signers.length).toBe(cms.signerInfos.length);
  } else if (cms.type === 'compressed-data') await decompress(cms, { maxSize: 1_000_000 });
  else if (cms.type !== 'data') await openEnvelope(cms, { keys, policy: archivePolicy });
}

describe('mutated messages', { timeout }, () => {
  it('are used, or give a coded error', async () => {
    const input = fc.tuple(fc.nat(seeds.length - 1), changes);
    await fc.assert(
      fc.asyncProperty(input, ([seed, change]) => tolerant(() => useAll(changed(seeds[seed]!, change)))),
      { numRuns: runs },
    );
  });

  it('never verify where content or signed attributes were changed', async () => {
    const [seed] = seeds as [Uint8Array];
    await fc.assert(
      fc.asyncProperty(changes, (change) =>
        tolerant(async () => {
          const cms = readCms(changed(seed, change));
          if (cms.type !== 'signed-data' || cms.content === undefined) return;
          const { signers } = await verifySignedData(cms, { trust: trusting(root), at: new Date(Date.now() + 60_000) });
          if (signers.some(({ outcome }) => outcome === 'valid')) expect(cms.content).toEqual([content]);
        }),
      ),
      { numRuns: runs },
    );
  });

  it('of PKCS #12, certificates and CRLs are read, or give a coded error', async () => {
    await fc.assert(
      fc.asyncProperty(changes, async (change) => {
        await tolerant(() => readPkcs12(changed(pkcs12, change), 'x', { maxIterations: 1000 }));
        await tolerant(() => readCertificate(changed(rsa.certificate.raw, change)));
        await tolerant(() => readCrl(changed(crl, change)));
      }),
      { numRuns: runs },
    );
  });

  it('may be any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), (bytes) => tolerant(() => useAll(bytes))),
      { numRuns: runs },
    );
  });
});
