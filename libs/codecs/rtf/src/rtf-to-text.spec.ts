import { describe, expect, it } from 'vitest';
import { rtfToHtml, rtfToText } from './index.ts';
import { latin1 } from './python-readers.fixture.ts';
import { hasUnrtf, unrtfText } from './unrtf.fixture.ts';

const header =
  '{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\froman Times;}{\\f1\\fswiss Arial;}}{\\colortbl;\\red255\\green0\\blue0;}{\\info{\\title secret}}';
const rtf = (body: string): Uint8Array => latin1(`${header}\\pard\\plain\\f0\\fs24 ${body}}`);
const text = (body: string): string => rtfToText(rtf(body));

describe('text of RTF', () => {
  it('has CRLF for paragraphs, lines and rows, a tab for tabs and cells', () => {
    expect(text('a\\par b\\line c\\tab d\\par\\trowd\\cellx1\\cellx2\\intbl e\\cell f\\cell\\row g')).toBe(
      'a\r\nb\r\nc\td\r\ne\tf\t\r\ng',
    );
  });
  it('has the characters of words, symbols, code pages and Unicode', () => {
    expect(text("\\lquote\\'e9\\u8364?\\u-10179?\\u-8704?\\~x\\rquote\\_y\\-z")).toBe('‘é€😀\u00a0x’\u2011yz');
  });
  it('has labels of lists, results of fields, and footnotes at the end', () => {
    expect(
      text('{\\listtext 1.\\tab}x{\\footnote note}{\\field{\\*\\fldinst HYPERLINK "http://a"}{\\fldrslt link}}'),
    ).toBe('1.\tx[1]link\r\n[1] note');
  });
  it('has neither headers, hidden text, pictures nor what is not known', () => {
    expect(
      text('{\\header h}{\\v v}{\\pict\\pngblip 00ff}{\\*\\unknown u}{\\object{\\*\\objdata 01}{\\result r}}'),
    ).toBe('r');
  });
  it('is cut off at limits', () => {
    expect(rtfToText(rtf('abc\\par '.repeat(10_000)), { limits: { outputBytes: 1000 } }).length).toBeLessThan(3000);
  });
  it('is what stands in the HTML', () => {
    const body = 'one {\\b two}\\par three\\tab four\\emdash\\par\\trowd\\cellx1000\\intbl five\\cell\\row\\pard six';
    const ofHtml = rtfToHtml(rtf(body))
      .html.replace(/<\/(?:p|td)>/g, ' ')
      .replace(/<[^>]*>/g, '');
    expect(ofHtml.split(/\s+/).filter(Boolean)).toEqual(text(body).split(/\s+/).filter(Boolean));
  });
});

describe.skipIf(!hasUnrtf)('unrtf', () => {
  it.each([
    [
      'paragraphs and formats',
      'One {\\b two} {\\i three}.\\par\r\n\\par\r\n\\pard\\qc\\f1\\fs36\\cf1 Centred \\ul text\\ulnone\\par Third',
    ],
    ['symbols', '\\{braces\\} back\\\\slash \\tab tab \\line line'],
    ['groups within groups', 'a{b{\\b c{\\i d}e}f}g{\\*\\generator x;}{\\header h}'],
    ['a field', 'See {\\field{\\*\\fldinst HYPERLINK "http://example.org/"}{\\fldrslt the page}} now'],
    ['hidden tables', '{\\stylesheet{\\s0 Normal;}}text{\\*\\unknown gone}'],
  ])('reads the same words of %s', (_, body) => {
    const words = (of: string): string[] => of.split(/\s+/).filter(Boolean);
    expect(words(text(body))).toEqual(words(unrtfText(rtf(body))));
  });
});
