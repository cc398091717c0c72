import { describe, expect, it } from 'vitest';
import { deEncapsulateRtf, type EncapsulatedHtml } from './index.ts';
import { askPython, base64, latin1, pythonHasReaders } from './python-readers.fixture.ts';

const header =
  '{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 \\deff0{\\fonttbl{\\f0\\fswiss Arial;}{\\f1\\fswiss\\fcharset0 Arial;}' +
  '{\\f2\\fnil\\fcharset128 MS Mincho;}{\\f3\\fnil\\cpg1253 Greek;}{\\f4\\fnil\\fcharset2 Symbol;}{\\f5\\fswiss\\fcharset204 Arial;}}{\\colortbl;\\red0\\green0\\blue255;}' +
  '\r\n{\\*\\htmltag64}\\uc1\\pard\\plain\\deftab360 \\f0\\fs24 ';
const whole = (body: string): EncapsulatedHtml => deEncapsulateRtf(latin1(`${header}${body}}`)) as EncapsulatedHtml;
const html = (body: string): string => whole(body).html;
const kind = (rtf: string) => deEncapsulateRtf(latin1(rtf))?.kind;

describe('recognizing encapsulation, [MS-OXRTFEX] 2.2.3.1', () => {
  it('takes \\fromhtml1 and \\fromtext within the first ten tokens, the first of both', () => {
    expect(kind('{\\rtf1\\ansi\\fromhtml1 x}')).toBe('html');
    expect(kind('{\\rtf1\\ansi\\fromtext x}')).toBe('text');
    expect(kind('{\\rtf1\\fromtext\\fromhtml1 x}')).toBe('text');
    expect(kind('{\\rtf1\\a\\b\\c\\d\\e\\f\\g\\fromhtml1 x}')).toBe('html');
    expect(kind('{\\rtf1\\a\\b\\c\\d\\e\\f\\g\\h\\fromhtml1 x}')).toBe(undefined);
  });
  it('takes no other form of them', () => {
    expect(kind('{\\rtf1\\fromhtml x}')).toBe(undefined);
    expect(kind('{\\rtf1\\fromhtml0 x}')).toBe(undefined);
    expect(kind('{\\rtf1\\FROMHTML1 x}')).toBe(undefined);
  });
  it.each([
    '{\\rtf1 x\\fromhtml1 }',
    '{\\rtf1}\\fromhtml1',
    "{\\rtf1\\'41\\fromhtml1 }",
    '{\\rtf1{\\*\\x}\\fromhtml1 }',
    '',
    'text',
  ])('finds none in %j, where something else comes first', (rtf) => expect(kind(rtf)).toBe(undefined));
  it('does not mind a header on several lines', () => {
    expect(kind('{\\rtf1\r\n\\ansi\r\n  \\fromhtml1\r\nx}')).toBe('html');
  });
});

describe('HTMLTAG groups, [MS-OXRTFEX] 2.1.3.1.4', () => {
  it('give their content without the parameter', () => {
    expect(html('{\\*\\htmltag148 <FONT face="symbol">}')).toBe('<FONT face="symbol">');
    expect(html('{\\*\\htmltag <p>}{\\*\\htmltag4  two}')).toBe('<p> two');
  });
  it('have \\par, \\tab, escapes and characters translated, 2.1.3.1.4.2', () => {
    expect(html('{\\*\\htmltag <p\\par\r\n\\tab a="\\{\\}\\\\">}')).toBe('<p\r\n\ta="{}\\">');
    expect(html('{\\*\\htmltag \\lquote \\rquote \\ldblquote \\rdblquote \\bullet \\endash \\emdash \\~\\_}')).toBe(
      '\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u00a0\u00ad',
    );
    expect(html("{\\*\\htmltag \\'cf\\u1088?\\u-10179?\\u-8704?}")).toBe('Пр😀');
  });
  it('are in the code page of the document, whatever the font', () => {
    expect(html('\\f1 {\\*\\htmltag <a title="\\\'cf">}\\\'cf')).toBe('<a title="П">Ï');
  });
  it('ignore other control words', () => {
    expect(html('{\\*\\htmltag a\\b\\line b}')).toBe('ab');
  });
});

describe('MHTMLTAG groups, [MS-OXRTFEX] 2.1.3.1.5', () => {
  it('are left out', () => {
    expect(html('{\\*\\mhtmltag84 <a href="x:1">}{\\*\\htmltag84 <a href="http://a">}')).toBe('<a href="http://a">');
  });
});

describe('HTMLRTF, [MS-OXRTFEX] 2.1.3.1.3', () => {
  it('leaves out what stands between \\htmlrtf and \\htmlrtf0', () => {
    expect(html("a\\htmlrtf b\\'cf\\u1088?\\par{c}\\{\\tab{\\*\\htmltag d}\\htmlrtf0 e\\htmlrtf1 f\\htmlrtf0 g")).toBe(
      'aeg',
    );
  });
  it('goes into groups and ends with them', () => {
    expect(html('{\\htmlrtf a{b}}c')).toBe('c');
    expect(html('{\\htmlrtf a{\\htmlrtf0 b}c}d')).toBe('bd');
  });
  it('does not hide a change of font', () => {
    expect(html("\\htmlrtf\\f2\\htmlrtf0 \\'82\\'a0")).toBe('あ');
  });
});

describe('text outside HTMLTAG groups, [MS-OXRTFEX] 2.2.3.2', () => {
  it('has \\par and \\line as CRLF, \\tab as a tab, characters of control words', () => {
    expect(html('a\\par b\\line c\\tab d\\emdash\\~\\{e\\}')).toBe('a\r\nb\r\nc\td\u2014\u00a0{e}');
  });
  it('does not have the line ends of the RTF', () => {
    expect(html('a\r\nb\nc')).toBe('abc');
  });
  it.each([
    ['\\f0', "\\'cf", 'П'],
    ['\\f1', "\\'cf", 'Ï'],
    ['\\f2', "\\'82\\'a0\\'83A\\'83\\\\\\'83\\{", 'あアソボ'],
    ['\\f2', '\x83\x5c\x83\x7b', 'ソボ'],
    ['\\f3', "\\'e1\\'e2", 'αβ'],
    ['\\f4', "a\\'b7", 'α•'],
    ['\\f9', "\\'cf", 'П'],
  ])('is in the code page of the font %s', (font, bytes, text) => {
    expect(html(`{${font} ${bytes}}`).normalize()).toBe(text);
  });
  it('goes back to the font of the outer group, and to the default by \\plain', () => {
    expect(html("{\\f1 \\'cf{\\f3 \\'e1}\\'cf}\\'cf\\f1\\'cf\\plain\\'cf")).toBe('ÏαÏПÏП');
  });
  it('leaves out what shows nothing and what it does not know', () => {
    expect(
      html('a{\\colortbl;\\red1;}{\\info{\\title x}}{\\*\\unknown y}{\\pict 00ff}{\\pntext 1.\\tab}{\\unknown b}'),
    ).toBe('ab');
  });
  it('steps over what stands in for a Unicode character', () => {
    expect(html("\\u8364?a\\u8364\\'88b\\uc2\\u8364 ?\\'88c\\uc0\\u8364 d{\\uc3\\u8364 xyze}\\u8364 f")).toBe(
      '€a€b€c€d€e€f',
    );
    expect(html('\\u8364 {a}\\u8364}b')).toBe('€a€');
    expect(html('\\uc1\\u8211\\endash x')).toBe('\u2013x');
  });
  it('joins surrogates, and marks those that are alone', () => {
    expect(html('\\u-10179?\\u-8704?')).toBe('😀');
    expect(html('\\u-10179?a\\u-8704?')).toBe('\ufffda\ufffd');
  });
  it('takes the Unicode of alternatives', () => {
    expect(html('{\\upr{ansi}{\\*\\ud{\\u1088?}}}x')).toBe('рx');
  });
  it('steps over binary data', () => {
    expect(html('a{\\*\\objdata \\bin4 }}}}}b\\bin2 {{c')).toBe('abc');
  });
  it('tells where attachments go', () => {
    expect(whole('п\\objattph b{\\*\\htmltag <br>}\\objattph  c').attachmentPlaces).toEqual([1, 6]);
  });
});

describe('encapsulated text, [MS-OXRTFEX] 2.2.3.3', () => {
  it('is the text, with \\par as CRLF', () => {
    const rtf = latin1(
      "{\\rtf1\\ansi\\ansicpg1252\\fromtext \\deff0{\\fonttbl{\\f0 Arial;}}\\pard\\plain\\f0 a\\'e9 < b\\par\r\n\\tab c}",
    );
    expect(deEncapsulateRtf(rtf)).toEqual({
      kind: 'text',
      text: 'aé < b\r\n\tc',
      codePage: 1252,
      attachmentPlaces: [],
      truncated: false,
    });
  });
});

describe('damaged RTF', () => {
  it('gives what can be had', () => {
    expect(html('a{b{c')).toBe('abc');
    expect(html('a}b}c')).toBe('a');
    expect(html("a\\'zzb\\'4")).toBe('azzb4');
    expect(html('a\\bin999999 b')).toBe('a');
    expect(html('a\\')).toBe('a}');
  });
  it('is cut off at limits', () => {
    const rtf = latin1(`${header}${'{a'.repeat(100)}}`);
    expect(deEncapsulateRtf(rtf, { limits: { depth: 10 } })).toMatchObject({ html: 'a'.repeat(100), truncated: false });
    expect(deEncapsulateRtf(rtf, { limits: { tokens: 100 } })).toMatchObject({ truncated: true });
    const long = latin1(`${header}${'\\emdash '.repeat(3000)}}`);
    const cut = deEncapsulateRtf(long, { limits: { outputBytes: 100 } }) as EncapsulatedHtml;
    expect(cut.truncated).toBe(true);
    expect(cut.html.length).toBeLessThan(400);
  });
});

describe.skipIf(!pythonHasReaders)('RTFDE for Python', () => {
  const bodies = [
    '{\\*\\htmltag <p\\par\r\nclass="MsoNormal">}{\\htmlrtf \\f1 \\htmlrtf0 Note {\\*\\htmltag <b>}{\\htmlrtf \\b \\htmlrtf0 bold{\\*\\htmltag </b>}}\\htmlrtf\\par\\htmlrtf0}',
    '{\\*\\htmltag84 &nbsp;}\\htmlrtf \\u160?\\htmlrtf0 characters \\{\\}\\\\ {\\*\\htmltag116 <br>\\par }\\htmlrtf\\line\\htmlrtf0',
    "Euro \\u8364?, {\\f5 \\'cf\\'f0}, {\\*\\mhtmltag84 <x>}{\\*\\htmltag84 <y>}\\tab z",
  ];
  it('finds the same HTML', () => {
    const script = `
from RTFDE.deencapsulate import DeEncapsulator
def html(rtf):
    document = DeEncapsulator(bytes64(rtf))
    document.deencapsulate()
    content = document.content
    return content if isinstance(content, str) else content.decode('utf-8')
out([html(rtf) for rtf in asked])`;
    const theirs = askPython(
      script,
      bodies.map((body) => base64(latin1(`${header}${body}}`))),
    );
    expect(bodies.map((body) => html(body).replaceAll('\r\n', '\n'))).toEqual(theirs);
  });
});
