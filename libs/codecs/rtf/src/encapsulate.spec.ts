import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deEncapsulateRtf, encapsulateHtml, encapsulateText } from './index.ts';
import { askPython, base64, pythonHasReaders } from './python-readers.fixture.ts';
import { hasUnrtf, unrtfText } from './unrtf.fixture.ts';

const page = [
  '<!DOCTYPE html>',
  '<html><head><meta charset="utf-8"><title>A & B</title><style>',
  'p { color: red }',
  '</style></head>',
  '<body class="x>y">',
  '<p>Hello <b>bold</b> wörld &amp; <i>more</i>  text',
  '   here € 😀 {braces} \\backslash</p><br>',
  '<ul><li>one<li>two</ul><table><tr><td>left</td><td>right &lt;</td></tr></table>\t tab',
  '<pre>first',
  '  second</pre>5 < 6 & 7 > 3<!-- c --><a href="https://example.org/?a=1&b=2">link</a></body></html>',
].join('\r\n');

function back(html: string): string | undefined {
  const original = deEncapsulateRtf(encapsulateHtml(html));
  return original?.kind === 'html' ? original.html : undefined;
}
const rtf = (html: string): string => Buffer.from(encapsulateHtml(html)).toString('latin1');
const withCrlf = (text: string): string => text.replace(/\r\n?|\n/g, '\r\n').toWellFormed();

describe('encapsulated HTML, [MS-OXRTFEX] 2.1.3', () => {
  it('has \\fromhtml1 behind \\rtf1, the code page, fonts, and {\\*\\htmltag64} before all text', () => {
    expect(rtf('x')).toMatch(
      /^\{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0\{\\fonttbl[^]*\{\\\*\\htmltag64\}[^]* x\}$/,
    );
    expect(Buffer.from(encapsulateHtml('x', { codePage: 932 })).toString()).toContain('\\ansicpg932');
  });
  it('is ASCII', () => {
    expect(encapsulateHtml(page).every((byte) => byte < 0x80)).toBe(true);
  });
  it('comes back as it was', () => {
    expect(back(page)).toBe(page);
  });
  it('puts tags into HTMLTAG groups with a parameter, 2.1.3.1.4', () => {
    expect(rtf('<html><body><p>a</p></body></html>')).toContain(
      '{\\*\\htmltag19 <html>}{\\*\\htmltag50 <body>}{\\*\\htmltag64 <p>}a\\htmlrtf \\par\\htmlrtf0 {\\*\\htmltag72 </p>}',
    );
  });
  it('shows what it can in RTF that is not part of the HTML, 2.1.3.1.3', () => {
    expect(rtf('<b>a</b>')).toContain(
      '{\\*\\htmltag84 <b>}\\htmlrtf \\b\\htmlrtf0 a{\\*\\htmltag92 </b>}\\htmlrtf \\b0\\htmlrtf0 ',
    );
    expect(rtf('a<br>b')).toContain('a{\\*\\htmltag116 <br>}\\htmlrtf \\line\\htmlrtf0 b');
    expect(rtf('&nbsp;&#8364;&unknown;')).toContain(
      '{\\*\\htmltag84 &nbsp;}\\htmlrtf \\u160?\\htmlrtf0 {\\*\\htmltag84 &#8364;}\\htmlrtf \\u8364?\\htmlrtf0 {\\*\\htmltag84 &unknown;}\\htmlrtf &unknown;\\htmlrtf0 ',
    );
  });
  it('shows neither the head nor styles', () => {
    expect(rtf('<head><title>secret</title></head><style>secret</style>')).not.toMatch(/\}[^{]*secret/);
  });
  it.each([
    '',
    '<',
    'a < b <',
    '<a href="unclosed',
    '<!-- unclosed > x',
    '<style>never closed',
    '</b></b>x<b><b>y</b>z',
    '&',
    '&#0;&#x110000;',
    '\u0000\u0007\u00ad\ufeff\ud800',
    '</head>x<head>y',
    'a \r\n b',
    "<a title='>'>x</a>",
    '<br/>',
  ])('gives %j back', (html) => {
    expect(back(html)).toBe(withCrlf(html));
  });
  it('gives any HTML back, line ends as CRLF', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(
          '<b>',
          '</b>',
          '<p>',
          '<br>',
          '<pre>',
          '</pre>',
          '&lt;',
          '<!--',
          '-->',
          '<style>',
          '</style>',
          '<head>',
          '</head>',
          '\n',
          '\r\n',
          '\t',
          ' ',
          '\\',
          '{',
          '}',
          '<',
          '>',
          '&',
          '"',
          'ü',
          '😀',
        ),
        fc.string({ maxLength: 8, unit: 'binary' }),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        expect(back(parts.join(''))).toBe(withCrlf(parts.join('')));
      }),
      { numRuns: 150 },
    );
  });
});

describe('encapsulated text, [MS-OXRTFEX] 2.1.3.1.1', () => {
  it('has \\fromtext behind \\rtf1 and comes back as it was', () => {
    const text = 'a\r\n\tb {x} \\ € 😀\r\n\r\n  end';
    expect(Buffer.from(encapsulateText(text)).toString()).toMatch(/^\{\\rtf1\\ansi\\ansicpg1252\\fromtext /);
    expect(deEncapsulateRtf(encapsulateText(text))).toMatchObject({ kind: 'text', text });
  });
  it('gives any text back, line ends as CRLF', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(deEncapsulateRtf(encapsulateText(text))).toMatchObject({ text: withCrlf(text) });
      }),
      { numRuns: 200 },
    );
  });
});

describe.skipIf(!pythonHasReaders)('RTFDE for Python', () => {
  it('gives the HTML and the text back', () => {
    const script = `
from RTFDE.deencapsulate import DeEncapsulator
def content(rtf):
    document = DeEncapsulator(bytes64(rtf))
    document.deencapsulate()
    found = document.content
    return [document.content_type, found if isinstance(found, str) else found.decode('utf-8')]
out([content(rtf) for rtf in asked])`;
    const text = 'Grüße\r\n\tfrom {Postbus} \\ € 日本\r\n';
    const theirs = askPython(script, [base64(encapsulateHtml(page)), base64(encapsulateText(text))]);
    expect(theirs).toEqual([
      ['html', page.replaceAll('\r\n', '\n')],
      ['text', text.replaceAll('\r\n', '\n')],
    ]);
  });
});

describe.skipIf(!hasUnrtf)('unrtf, which knows nothing of encapsulation', () => {
  it('shows the text without the tags', () => {
    const shown = unrtfText(encapsulateHtml(page));
    const text = shown.replace(/\s+/g, ' ');
    for (const words of [
      'Hello bold w',
      'more text here',
      '{braces} \\backslash',
      'one',
      'left right <',
      '5 < 6 & 7 > 3',
      'link',
    ])
      expect(text).toContain(words);
    expect(text).not.toMatch(/color|<p>|A & B/);
  });
});

describe('size and time', () => {
  it.each(['<', '<a ', '<!-- >', '<a b="', '&', '<style>', ' ', '\n ', '<b>', "<a b='>"])(
    'are linear for %j',
    (piece) => {
      const html = piece.repeat(50_000);
      expect(encapsulateHtml(html).length).toBeLessThan(html.length * 60 + 1000);
    },
  );
  it('are those of ASCII for text', () =>
    expect(encapsulateText('x'.repeat(1_000_000)).length).toBeLessThan(1_001_000));
});
