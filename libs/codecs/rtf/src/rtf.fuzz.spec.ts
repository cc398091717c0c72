/** Any bytes at all: nothing throws but what says so, output stays in proportion; POSTBUS_FUZZ_RUNS runs each for longer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compressRtf,
  decompressRtf,
  deEncapsulateRtf,
  encapsulateHtml,
  encapsulateText,
  RtfError,
  rtfToHtml,
  rtfToText,
} from './index.ts';
import { latin1 } from './python-readers.fixture.ts';

const numRuns = Number(process.env['POSTBUS_FUZZ_RUNS'] ?? 250);
const longRun = 600_000;

const sample =
  '{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0\\fswiss Arial;}{\\f1\\fcharset128 MS Mincho;}{\\f2\\fcharset2 Symbol;}}' +
  '{\\colortbl;\\red255\\green0\\blue0;}{\\*\\listtable{\\list{\\listlevel\\levelnfc0}\\listid1}}{\\*\\listoverridetable{\\listoverride\\listid1\\ls1}}' +
  '{\\*\\htmltag64}\\uc1\\pard\\plain\\f0\\fs20 {\\*\\htmltag84 <b>}\\htmlrtf\\b\\htmlrtf0 bold \\u8364?{\\*\\htmltag92 </b>}\\par' +
  "\\pard\\ls1{\\listtext 1.\\tab}item\\par\\f1\\'82\\'a0\\'83A \\f2\\'b7\\par{\\field{\\*\\fldinst HYPERLINK \"http://a/\"}{\\fldrslt link}}" +
  '\\trowd\\clvmgf\\cellx1000\\clmgf\\cellx2000\\pard\\intbl a\\cell\\itap2 n\\nestcell{\\*\\nesttableprops\\trowd\\cellx9\\nestrow}\\itap1\\cell\\row' +
  '\\pard{\\*\\shppict{\\pict\\pngblip\\picwgoal9\\pichgoal9 89504e47}}{\\footnote note}\\bin3 {}\\\\objattph }';
const pieces = [
  ...sample.split(/(?=[\\{}])/),
  '{',
  '}',
  '\\',
  "\\'",
  "\\'8",
  '\\u',
  '\\u-10179',
  '\\u-8704',
  '\\uc9',
  '\\bin9999999',
  '\\*',
  '{\\*',
  '{\\upr{a}{\\*\\ud b}}',
  '\\ansicpg932',
  '\\ansicpg1200',
  '\\ansicpg65001',
  '\\htmlrtf',
  '\\fromtext ',
  '{\\rtf1',
  '{\\pict',
  '{\\sp{\\sv ',
  '{\\footnote',
  '\\row',
  '\\cell',
  '\\trowd',
  '\\itap9',
  '\\itap-1',
  '\\cellx-99999999',
  '\\li2147483647',
  '\\ilvl8\\ls1',
  '\\v',
  '\x83',
  '\xff',
  '\0',
  '<script>',
  '"',
  ' ',
];

const document = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...pieces) },
      { weight: 1, arbitrary: fc.string({ maxLength: 10, unit: 'binary' }) },
    ),
    { maxLength: 80 },
  )
  .map((parts) => latin1(parts.join('')));
/** The sample with some bytes changed, taken out or doubled. */
const mutant = fc
  .array(fc.tuple(fc.nat(sample.length), fc.nat(3), fc.nat(255)), { minLength: 1, maxLength: 12 })
  .map((changes) => {
    let bytes = Buffer.from(sample, 'latin1');
    for (const [at, kind, value] of changes) {
      if (kind === 0) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + (value % 9) + 1)]);
      else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(at - value, 0))]);
      else bytes[Math.min(at, bytes.length - 1)] = value;
    }
    return new Uint8Array(bytes);
  });

const written = new Set('html head meta body div p span b i u s sub sup a br hr table tr td ul ol li img'.split(' '));
const empty = new Set(['meta', 'br', 'hr', 'img']);

/** Tags open and close in order, and nothing is there that no conversion writes. */
function expectSafe(html: string): void {
  const open: string[] = [];
  const faults: string[] = [];
  for (const [tag, end, name = ''] of html.matchAll(/<(\/?)([a-z]*)[^<>]*>/g)) {
    if (!written.has(name) || /\son|javascript:/i.test(tag)) faults.push(tag);
    if (empty.has(name)) continue;
    if (end === '') open.push(name);
    else if (open.pop() !== name) faults.push(tag);
  }
  expect([faults, open]).toEqual([[], []]);
  expect(html.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]/);
}

function expectReadable(rtf: Uint8Array): void {
  const limits = { outputBytes: 100_000 };
  const original = deEncapsulateRtf(rtf, { limits });
  if (original?.kind === 'html') expect(original.html.length).toBeLessThanOrEqual(rtf.length * 3 + 10);
  const { html, pictures } = rtfToHtml(rtf, { limits });
  expectSafe(html.replace('<!DOCTYPE html>', ''));
  for (const { bytes } of pictures) expect(bytes.length).toBeLessThanOrEqual(rtf.length + 14);
  expect(rtfToText(rtf, { limits }).length).toBeLessThanOrEqual(rtf.length * 4 + 10);
}

describe('any bytes', () => {
  it(
    'are read as RTF without a throw, as HTML that is safe',
    () => fc.assert(fc.property(document, expectReadable), { numRuns }),
    longRun,
  );
  it('are read where RTF was damaged', () => fc.assert(fc.property(mutant, expectReadable), { numRuns }), longRun);
  it(
    'are decompressed or refused, in proportion to what is there',
    () => {
      const compressed = compressRtf(latin1(sample.repeat(3)));
      const changes = fc.array(fc.tuple(fc.nat(compressed.length - 1), fc.nat(255)), { maxLength: 20 });
      const damaged = fc.tuple(changes, fc.nat(compressed.length)).map(([places, end]) => {
        const bytes = Uint8Array.from(compressed);
        for (const [at, value] of places) bytes[at] = value;
        return bytes.subarray(0, Math.max(end, 1));
      });
      fc.assert(
        fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 })), (bytes) => {
          try {
            expect(decompressRtf(bytes).rtf.length).toBeLessThanOrEqual(bytes.length * 8);
          } catch (error) {
            expect(error).toBeInstanceOf(RtfError);
          }
        }),
        { numRuns },
      );
    },
    longRun,
  );
  it(
    'come back from compression and encapsulation',
    () => {
      fc.assert(
        fc.property(document, (bytes) => {
          const text = Buffer.from(bytes).toString('latin1');
          const withCrlf = text.replace(/\r\n?|\n/g, '\r\n');
          if (!text.startsWith('{\\rtf')) expect(Buffer.compare(decompressRtf(compressRtf(bytes)).rtf, bytes)).toBe(0);
          expect(deEncapsulateRtf(encapsulateHtml(text))).toMatchObject({ kind: 'html', html: withCrlf });
          expect(deEncapsulateRtf(encapsulateText(text))).toMatchObject({ kind: 'text', text: withCrlf });
        }),
        { numRuns },
      );
    },
    longRun,
  );
});

/** Finishing inside the test's time is the assertion: anything quadratic takes minutes on these. */
describe('bombs', () => {
  const many = 100_000;
  const header = '{\\rtf1\\ansi\\fromhtml1 {\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red1\\green2\\blue3;}';
  it.each([
    ['groups', '{'],
    ['closed groups', '{}'],
    ['formats', '{\\b x'],
    ['paragraphs', '\\par'],
    ['cells', '\\trowd\\cellx1\\intbl\\cell'],
    ['rows', '\\trowd\\cellx1\\intbl x\\cell\\row'],
    ['cell definitions', '\\cellx1'],
    ['nested tables', '\\itap8\\intbl x\\nestcell\\itap1 '],
    ['list items', '{\\listtext 1.}\\ls1\\ilvl8 x\\par'],
    ['fields', '{\\field{\\*\\fldinst HYPERLINK "http://a/"}{\\fldrslt x}}'],
    ['fields within fields', '{\\field{\\fldrslt x'],
    ['footnotes', '{\\footnote x}'],
    ['footnotes within footnotes', '{\\footnote x'],
    ['pictures', '{\\pict\\pngblip 00}'],
    ['pictures within pictures', '{\\pict\\pngblip 00'],
    ['binary data that is not there', '\\bin999999999 '],
    ['fonts', '{\\fonttbl{\\f1 x;}}'],
    ['colours', '{\\colortbl;\\red1;}'],
    ['lists', '{\\*\\listtable{\\list{\\listlevel\\levelnfc0}\\listid1}}'],
    ['surrogates', '\\u-10179'],
    ['attachments', '\\objattph '],
    ['HTML tags', '{\\*\\htmltag64 <p>}'],
    ['destinations', '{\\*\\unknown'],
    ['Unicode alternatives', '{\\upr{x}{\\*\\ud y}}'],
    ['toggles', '\\b1\\b0 x'],
  ])('of %s', (_, piece) => {
    const rtf = latin1(header + piece.repeat(Math.ceil(many / Math.max(piece.length / 8, 1))));
    expect(deEncapsulateRtf(rtf)).toMatchObject({ kind: 'html' });
    expect(rtfToHtml(rtf, { limits: { outputBytes: 2_000_000 } }).html.length).toBeLessThan(8_000_000);
    expect(rtfToText(rtf).length).toBeLessThan(rtf.length * 2);
  });
  it('of references that say the most that they can', () => {
    const contents = new Uint8Array(17 * 24_000).fill(0xff);
    for (let at = 1; at < contents.length; at += 17)
      for (let token = 0; token < 16; token += 2) contents.set([0x00, 0x0e], at + token);
    const bytes = new Uint8Array(16 + contents.length);
    bytes.set([...latin1('\xff\xff\xff\xff\xff\xff\xff\xffLZFu'), 0, 0, 0, 0]);
    bytes.set(contents, 16);
    expect(decompressRtf(bytes).rtf.length).toBe((contents.length / 17) * 128);
    expect(() => decompressRtf(bytes, { maximumSize: 1_000_000 })).toThrow(RtfError);
  });
});
