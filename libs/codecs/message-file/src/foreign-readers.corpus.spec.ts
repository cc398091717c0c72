/** Other people's mail as .msg and TNEF, opened by readers of others, against what Python finds in the original. */
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type FoundMessage, hasExtractMsg, hasTnef, readByPython, unpackedByTnef } from './foreign-readers.fixture.ts';
import { convertMessage, detectFormat } from './index.ts';

const corpus = process.env['POSTBUS_CORPUS'];
const folder = mkdtempSync(join(tmpdir(), 'postbus-corpus-'));
afterAll(() => rmSync(folder, { recursive: true }));

const names = corpus === undefined ? [] : globSync('**/*.{eml,msg}', { cwd: corpus }).toSorted();
const originals = names
  .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(corpus!, name))) }))
  .filter(({ bytes }) => detectFormat(bytes) === 'eml')
  .map(({ name, bytes }, number) => ({ name, bytes, number }));

/** Where Python's text is another one, and why. */
const otherTexts = new Set([
  // 8-bit text without a charset: Python has no characters for it.
  'mime4j/mimetools-testmsgs/infinite.msg',
  // A file uuencoded in the body is an attachment of the .msg.
  'mime4j/mimetools-testmsgs/sig-uu.msg',
]);

/** Messages with an address or an identifier without a domain, which is written as it was. */
const faultyAsBefore = new Set([
  'mail-parser/thirdparty/007.eml',
  'mime4j/mimetools-testmsgs/badbound.msg',
  'mime4j/mimetools-testmsgs/twopart.msg',
]);

function written(extension: 'eml' | 'msg' | 'tnef'): string[] {
  return originals.map(({ bytes, number }) => {
    const path = join(folder, `${number}.${extension}`);
    writeFileSync(path, convertMessage(bytes, extension).bytes);
    return path;
  });
}

describe.skipIf(originals.length === 0)('the corpus, read by others', () => {
  it.skipIf(!hasExtractMsg)('has its subjects, addresses, texts and files in the .msg that extract-msg reads', () => {
    const before = readByPython(written('eml'));
    const after = readByPython(written('msg'));
    const differences = originals.flatMap(({ name, number }) => difference(name, before[number]!, after[number]!));
    expect(differences).toEqual([]);
    expect(before.filter((one) => one !== null).length).toBeGreaterThan(40);
  });

  it.skipIf(!hasExtractMsg)('is MIME in which Python finds no fault, and the same, once it came through .msg', () => {
    const paths = originals.map(({ bytes, number }) => {
      const path = join(folder, `${number}.again.eml`);
      writeFileSync(path, convertMessage(convertMessage(bytes, 'msg').bytes, 'eml').bytes);
      return path;
    });
    const before = readByPython(written('eml'));
    const after = readByPython(paths);
    const differences = originals.flatMap(({ name, number }) =>
      faultyAsBefore.has(name) ? [] : difference(name, before[number]!, after[number] ?? { error: `${name}: a fault` }),
    );
    expect(differences).toEqual([]);
  });

  it.skipIf(!hasTnef)('has its files in the TNEF that tnef unpacks', () => {
    const found = hasExtractMsg ? readByPython(written('eml')) : [];
    const paths = written('tnef');
    for (const { name, number } of originals) {
      const files = found[number]?.files ?? [];
      expect([name, unpackedByTnef(paths[number]!)]).toEqual([name, expect.arrayContaining([...files])]);
    }
  });
});

function difference(
  name: string,
  before: FoundMessage | null,
  after: FoundMessage | { readonly error: string },
): unknown[] {
  if ('error' in after) return [after];
  if (before === null) return [];
  const isAlike =
    before.subject === after.subject &&
    before.addresses.join() === after.addresses.join() &&
    (otherTexts.has(name) || after.text.startsWith(before.text)) &&
    before.files.every((file) => after.files.includes(file));
  return isAlike ? [] : [{ name, before, after }];
}
