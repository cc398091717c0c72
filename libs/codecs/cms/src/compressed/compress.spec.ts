import { deflateSync } from 'node:zlib';
import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { type CompressedData, compress, decompress, readCms } from '../index.ts';
import { OpensslFolder } from '../openssl.fixture.ts';

const folder = new OpensslFolder();
afterAll(() => folder.remove());
const content = new TextEncoder().encode('Content-Type: text/plain\r\n\r\nAgain and again\r\n'.repeat(3000));
folder.write('content', content);

const hasPython = spawnSync('python3', ['--version'], { stdio: 'ignore' }).status === 0;

/** Debian's OpenSSL has no zlib: it takes CompressedData apart, and zlib of Python the rest. */
const pythonInflates = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(
    execFileSync(
      'python3',
      ['-c', 'import sys,zlib;sys.stdout.buffer.write(zlib.decompress(sys.stdin.buffer.read()))'],
      {
        input: bytes,
        maxBuffer: 1e8,
      },
    ),
  );

function read(bytes: Uint8Array): CompressedData {
  const cms = readCms(bytes);
  if (cms.type !== 'compressed-data') throw new Error(cms.type);
  return cms;
}

const withOctets = (...compressed: Uint8Array[]): CompressedData => ({
  type: 'compressed-data',
  compressionAlgorithm: { algorithm: '1.2.840.113549.1.9.16.3.8', parameters: undefined },
  encapsulatedContentType: '1.2.840.113549.1.7.1',
  compressed,
});

describe('CompressedData, RFC 3274', () => {
  it('gives back its content, from one piece or several', async () => {
    const deflated = deflateSync(content);
    expect(await decompress(withOctets(deflated))).toEqual(content);
    expect(await decompress(withOctets(deflated.subarray(0, 50), deflated.subarray(50)))).toEqual(content);
    expect(await decompress(read(await compress(content)))).toEqual(content);
  });

  it.skipIf(!hasPython)('is read by OpenSSL and Python', async () => {
    const message = await compress(content);
    expect(message.length).toBeLessThan(content.length / 10);
    folder.write('message', message);
    const printed = new TextDecoder().decode(
      folder.run('cms', '-cmsout', '-print', '-inform', 'DER', '-in', 'message'),
    );
    expect(printed).toContain('contentType: id-smime-ct-compressedData');
    expect(printed).toMatch(/compressionAlgorithm: \n.*zlib compression/);
    expect(pythonInflates(read(message).compressed[0]!)).toEqual(content);
  });

  it('is bounded against bombs, whatever they grow to', async () => {
    const bomb = deflateSync(new Uint8Array(100_000_000));
    const before = process.memoryUsage().rss;
    const opened = decompress(withOctets(bomb), { maxSize: 1_000_000 });
    await expect(opened).rejects.toMatchObject({ code: 'too-large' });
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
  });

  it('gives a coded error for what is broken, cut off, or of another algorithm', async () => {
    const deflated = deflateSync(content);
    const broken = Uint8Array.from(deflated);
    broken[30]! ^= 255;
    for (const octets of [broken, deflated.subarray(0, 60), new Uint8Array(), new Uint8Array(9)])
      await expect(decompress(withOctets(octets))).rejects.toMatchObject({ code: 'cannot-decompress' });
    const other = { ...withOctets(deflated), compressionAlgorithm: { algorithm: '1.2.3', parameters: undefined } };
    await expect(decompress(other)).rejects.toMatchObject({ code: 'unsupported-algorithm' });
  });
});
