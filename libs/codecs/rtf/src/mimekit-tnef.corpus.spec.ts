/** Compressed RTF within MimeKit's TNEF files, against the RTF that lies beside them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { indexOfBytes } from '@postbus/bytes';
import { describe, expect, it } from 'vitest';
import { compressRtf, deEncapsulateRtf, decompressRtf, rtfToHtml, rtfToText } from './index.ts';
import { latin1 } from './python-readers.fixture.ts';

const corpus = process.env['POSTBUS_CORPUS'];
const folder = `${corpus}/mimekit/tnef`;
const magics = [latin1('LZFu'), latin1('MELA')];

const withLf = (text: string): string => text.replaceAll('\r\n', '\n');

interface Sample {
  readonly name: string;
  readonly compressed: Uint8Array;
}

/** Eight bytes before each magic COMPSIZE begins, which says where the value ends. */
function compressedIn(name: string): Sample[] {
  const bytes = new Uint8Array(readFileSync(`${folder}/${name}`));
  const found: Sample[] = [];
  for (const magic of magics) {
    for (let at = indexOfBytes(bytes, magic, 8); at !== -1; at = indexOfBytes(bytes, magic, at + 1)) {
      const size = new DataView(bytes.buffer, at - 8).getUint32(0, true);
      const compressed = bytes.subarray(at - 8, at - 4 + size);
      if (compressed.length > 16) found.push({ name: `${name} at ${at - 8}`, compressed });
    }
  }
  return found;
}

const names = corpus === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.tnef'));
const samples = names.flatMap(compressedIn);
const withRtf = names.filter((name) => existsSync(`${folder}/${name.replace('.tnef', '')}/message.rtf`));

describe.skipIf(corpus === undefined)('compressed RTF of MimeKit', () => {
  it('is found', () => expect(samples.length).toBeGreaterThan(8));
  it.each(samples)('of $name decompresses without a defect, and comes back', ({ compressed }) => {
    const { rtf, defects } = decompressRtf(compressed);
    expect(defects).toEqual([]);
    expect(Buffer.from(rtf.subarray(0, 6)).toString()).toBe('{\\rtf1');
    const again = compressRtf(rtf);
    expect(again.length).toBeLessThanOrEqual(compressed.length);
    expect(Buffer.compare(decompressRtf(again).rtf, rtf)).toBe(0);
  });
  it.each(withRtf)('of %s is the RTF that others took from it, kept with LF for CRLF in some', (name) => {
    const theirs = readFileSync(`${folder}/${name.replace('.tnef', '')}/message.rtf`, 'latin1');
    const ours = compressedIn(name).map(({ compressed }) =>
      Buffer.from(decompressRtf(compressed).rtf).toString('latin1'),
    );
    expect(ours.map(withLf)).toContain(withLf(theirs));
  });
  it.each(samples)('of $name can be read', ({ compressed }) => {
    const { rtf } = decompressRtf(compressed);
    const original = deEncapsulateRtf(rtf);
    if (original?.kind === 'html') expect(original.html).toMatch(/<html[^]*<\/html>/i);
    const words = rtfToText(rtf).split(/\s+/).filter(Boolean);
    const { html } = rtfToHtml(rtf);
    expect(html).toMatch(/<\/body><\/html>$/);
    expect(html).not.toMatch(/<script/i);
    expect(
      original !== undefined || words.length > 0 || /\\pict|\\object|\\par/.test(Buffer.from(rtf).toString('latin1')),
    ).toBe(true);
  });
});
