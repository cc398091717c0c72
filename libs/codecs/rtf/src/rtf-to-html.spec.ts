import { describe, expect, it } from 'vitest';
import { rtfToHtml, type RtfToHtmlOptions } from './index.ts';
import { latin1 } from './python-readers.fixture.ts';

const header =
  '{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}{\\f1\\fcharset204 Times New Roman;}{\\f2\\fcharset2 Symbol;}' +
  "{\\f3\\fcharset2 Wingdings;}{\\f4 \"x;}{\\f5 '>\\'3cscript>;}{\\f6\\fcharset128 MS Mincho;}{\\f7\\fcharset177 David;}}" +
  '{\\colortbl;\\red255\\green0\\blue0;\\red0\\green0\\blue255;}';
const listTables =
  "{\\*\\listtable{\\list{\\listlevel\\levelnfc23{\\leveltext\\'01\\'b7;}}{\\listlevel\\levelnfc4{\\leveltext\\'02\\'01.;}}\\listid5}" +
  '{\\list{\\listlevel\\levelnfc0}\\listid6}{\\list{\\listlevel\\levelnfc1}\\listid7}}' +
  '{\\*\\listoverridetable{\\listoverride\\listid5\\ls1}{\\listoverride\\listid6\\ls2}{\\listoverride\\listid7\\ls3}}';
const convert = (body: string, options?: RtfToHtmlOptions) =>
  rtfToHtml(latin1(`${header}${listTables}${body}}`), options);

/** What stands in the outer division. */
function html(body: string, options?: RtfToHtmlOptions): string {
  return /<div style="white-space:pre-wrap">(.*)<\/div><\/body>/s.exec(convert(body, options).html)![1]!;
}
/** Without styles, for what is about structure. */
const bare = (body: string): string => html(body).replace(/ style="[^"]*"/g, '');
const paragraph = (content: string): string => `<p style="margin:0">${content}</p>`;

describe('paragraphs', () => {
  it('are those that \\par and the end of the document end', () => {
    expect(html('one\\par\\par two')).toBe(`${paragraph('one')}${paragraph('<br>')}${paragraph('two')}`);
  });
  it('have their alignment, indents and spaces', () => {
    expect(html('\\pard\\qc a\\par\\pard\\li720\\ri360\\fi-360\\sb120\\sa240 b\\par\\pard c')).toBe(
      '<p style="margin:0;text-align:center">a</p><p style="margin:6pt 18pt 12pt 36pt;text-indent:-18pt">b</p><p style="margin:0">c</p>',
    );
  });
  it('stand before the colour of the background, by \\*\\background', () => {
    const shape =
      '{\\*\\background{\\shp{\\*\\shpinst{\\sp{\\sn fillType}{\\sv 6}}{\\sp{\\sn fillColor}{\\sv 255}}{\\sp{\\sn x}{\\sv 1}}}}}';
    expect(convert(`${shape}text`).html).toContain(
      `<div style="white-space:pre-wrap;background:#ff0000">${paragraph('text')}<`,
    );
  });
  it('run from right to left where told', () => {
    expect(html('\\rtlpar\\ql a')).toBe('<p dir="rtl" style="margin:0;text-align:left">a</p>');
  });
  it('have lines, tabs, and characters that RTF has words and symbols for', () => {
    expect(html('a\\line b\\tab c\\~d\\_e\\-f\\emdash\\bullet')).toBe(
      paragraph('a<br>b\tc\u00a0d\u2011e\u00adf\u2014\u2022'),
    );
  });
  it('leave out headers, footers, hidden text, bookmarks and what is not known', () => {
    expect(
      html('{\\header x}{\\footer y}{\\v z}{\\*\\bkmkstart n}{\\*\\what w}{\\info{\\title t}}{\\what shown}'),
    ).toBe(paragraph('shown'));
  });
});

describe('characters', () => {
  it('are bold, italic, underlined, struck, raised and lowered', () => {
    expect(html('{\\b b{\\i i}}{\\ul u}{\\strike s}{\\super p}{\\sub q}\\b x\\b0 y')).toBe(
      paragraph('<b>b</b><b><i>i</i></b><u>u</u><s>s</s><sup>p</sup><sub>q</sub><b>x</b>y'),
    );
  });
  it('have their font, size, colour, background and case', () => {
    expect(html('\\f1\\fs28\\cf1\\highlight2\\caps a')).toBe(
      paragraph(
        '<span style="font-family:\'Times New Roman\';font-size:14pt;color:#ff0000;background:#0000ff;text-transform:uppercase;">a</span>',
      ),
    );
    expect(html('\\cf0\\cf9\\f9 a')).toBe(paragraph('a'));
  });
  it('are plain again by \\plain', () => expect(html('\\b\\i\\cf1 \\plain a')).toBe(paragraph('a')));
  it.each([
    ["\\f1\\'cf\\'f0", 'Пр'],
    ["\\f6\\'82\\'a0", 'あ'],
    ["\\f2 a\\'b7", 'α•'],
    ['\\f2\\u-3913 ?', '•'],
    ["\\f3\\'fc\\'a7", '✓▪'],
    ["\\f0\\'e9\\u8364?", 'é€'],
    ["\\f0\\rtlch\\af7 \\'f9\\ltrch\\'e9", 'שé'],
  ])('%s are in the code page of their font', (rtf, text) => {
    expect(html(rtf).replace(/<[^>]*>/g, '')).toBe(text);
  });
});

describe('lists', () => {
  it('with bullets are ul, one level in another', () => {
    const item = (label: string, level: number, text: string) =>
      `\\pard\\ls1\\ilvl${level}{\\listtext ${label}\\tab}${text}\\par`;
    expect(
      bare(
        `${item('\\bullet', 0, 'one')}${item('a.', 1, 'two')}${item('b.', 1, 'three')}${item('\\bullet', 0, 'four')}\\pard end`,
      ),
    ).toBe(
      '<ul><li><p>one</p><ol type="a"><li value="1"><p>two</p></li><li value="2"><p>three</p></li></ol></li><li><p>four</p></li></ul><p>end</p>',
    );
  });
  it('with numbers are ol with the numbers that the document shows', () => {
    expect(bare('\\pard\\ls2{\\listtext 3.\\tab}x\\par\\pard\\ls3{\\listtext IX)\\tab}y')).toBe(
      '<ol><li value="3"><p>x</p></li></ol><ol type="I"><li value="9"><p>y</p></li></ol>',
    );
  });
  it('that HTML cannot count, and those of old programs, show their labels', () => {
    expect(
      bare("\\pard\\ls2{\\listtext 3.1.2\\tab}x\\par\\pard{\\pntext\\f2\\'b7\\tab}{\\*\\pn\\pnlvlblt{\\pntxtb\\'b7}}y"),
    ).toBe('<p>3.1.2&emsp;x</p><p>•&emsp;y</p>');
  });
});

describe('tables', () => {
  it('have rows, cells and widths', () => {
    expect(html('\\trowd\\cellx1440\\cellx4320\\pard\\intbl a\\cell b\\cell\\row\\pard c')).toBe(
      '<table style="border-collapse:collapse"><tr><td style="vertical-align:top;width:72pt"><p style="margin:0">a</p></td>' +
        '<td style="vertical-align:top;width:144pt"><p style="margin:0">b</p></td></tr></table><p style="margin:0">c</p>',
    );
  });
  it('have spans where cells are merged or end between others', () => {
    expect(
      bare(
        '\\trowd\\clvmgf\\cellx1000\\clmgf\\cellx2000\\clmrg\\cellx3000\\pard\\intbl a\\cell b\\cell\\cell\\row' +
          '\\trowd\\clvmrg\\cellx1000\\cellx2000\\cellx3000\\pard\\intbl\\cell c\\cell d\\cell\\row',
      ),
    ).toBe(
      '<table><tr><td rowspan="2"><p>a</p></td><td colspan="2"><p>b</p></td></tr><tr><td><p>c</p></td><td><p>d</p></td></tr></table>',
    );
  });
  it('have backgrounds, borders and alignment', () => {
    expect(
      html(
        '\\trowd\\clvertalc\\clbrdrt\\brdrs\\brdrw10\\clcbpat1\\cellx1000\\clbrdrt\\brdrnone\\cellx2000\\intbl a\\cell b\\cell\\row',
      ),
    ).toContain(
      '<td style="vertical-align:middle;width:50pt;border:1px solid;background:#ff0000"><p style="margin:0">a</p></td><td style="vertical-align:top;width:50pt">',
    );
  });
  it('run from right to left where told, and keep rows that begin further in', () => {
    expect(
      bare('\\trowd\\rtlrow\\cellx1000\\intbl a\\cell\\row\\trowd\\trleft500\\cellx1000\\intbl b\\cell\\row'),
    ).toBe('<table dir="rtl"><tr><td colspan="2"><p>a</p></td></tr><tr><td></td><td><p>b</p></td></tr></table>');
  });
  it('stand inside one another by \\itap', () => {
    expect(
      bare(
        '\\trowd\\cellx4000\\pard\\intbl x\\par\\pard\\intbl\\itap2 n\\nestcell m\\nestcell{\\*\\nesttableprops\\trowd\\cellx500\\cellx1000\\nestrow}{\\nonesttables\\par}' +
          '\\pard\\intbl\\itap1 o\\cell\\row',
      ),
    ).toBe(
      '<table><tr><td><p>x</p><table><tr><td><p>n</p></td><td><p>m</p></td></tr></table><p>o</p></td></tr></table>',
    );
  });
  it('are read where \\intbl is missing, where rows are not ended, and where more cells come than were told', () => {
    expect(bare('\\trowd\\cellx1000\\pard a\\cell b\\cell\\row')).toBe(
      '<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>',
    );
    expect(bare('\\trowd\\cellx1000\\intbl a\\cell b')).toBe(
      '<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>',
    );
  });
});

describe('links', () => {
  const link = (instruction: string): string => html(`{\\field{\\*\\fldinst ${instruction}}{\\fldrslt text}}`);
  it('of HYPERLINK fields are links, formats inside', () => {
    expect(html('{\\field{\\*\\fldinst{HYPERLINK "http://a.example/?b=1&c=2"}}{\\fldrslt{\\ul x\\b y}}}z')).toBe(
      paragraph('<a href="http://a.example/?b=1&amp;c=2"><u>x</u><b><u>y</u></b></a>z'),
    );
    expect(link('HYPERLINK mailto:a@b.example')).toBe(paragraph('<a href="mailto:a@b.example">text</a>'));
  });
  it.each([
    'HYPERLINK "javascript:alert(1)"',
    'HYPERLINK "java\\tab script:alert(1)"',
    'HYPERLINK " \\\'01javascript:alert(1)"',
    'HYPERLINK "data:text/html,x"',
    'HYPERLINK "vbscript:x"',
    'HYPERLINK "file:///etc/passwd"',
    'HYPERLINK "\\\\\\\\server\\\\share"',
    'HYPERLINK \\\\l "place"',
    'PAGE',
    '',
  ])('are not made of %j', (instruction) => expect(link(instruction)).toBe(paragraph('text')));
  it('do not end their attribute', () => {
    expect(link("HYPERLINK http://a/'><script>\\'22x")).toBe(
      paragraph('<a href="http://a/\'&gt;&lt;script&gt;&quot;x">text</a>'),
    );
  });
});

describe('pictures', () => {
  it('are given with their type, in hexadecimal and binary, and shown by Content-ID', () => {
    const { html: whole, pictures } = convert(
      '{\\*\\shppict{\\pict\\pngblip\\picwgoal720\\pichgoal1440 89 50\r\n4E47}}{\\nonshppict{\\pict\\wmetafile8 00}}{\\pict\\jpegblip\\bin3 \xff\xd8}}',
    );
    expect(pictures).toEqual([
      { contentId: 'picture-1@rtf', mediaType: 'image/png', bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47) },
      { contentId: 'picture-2@rtf', mediaType: 'image/jpeg', bytes: Uint8Array.of(0xff, 0xd8, 0x7d) },
    ]);
    expect(whole).toContain(
      '<img src="cid:picture-1@rtf" alt="" style="width:36pt;height:72pt"><img src="cid:picture-2@rtf" alt="">',
    );
  });
  it('take the Content-ID told', () => {
    const { html: whole, pictures } = convert('{\\pict\\emfblip 0102}', { contentId: (number) => `"x"${number}@y` });
    expect(pictures[0]).toMatchObject({ contentId: '"x"1@y', mediaType: 'image/emf' });
    expect(whole).toContain('<img src="cid:%22x%221@y" alt="">');
  });
  it('that are device-independent bitmaps have the header of a file', () => {
    const bitmap = new DataView(new ArrayBuffer(44));
    bitmap.setUint32(0, 40, true);
    bitmap.setUint16(14, 24, true);
    const { pictures } = convert(`{\\pict\\dibitmap0 ${Buffer.from(bitmap.buffer).toString('hex')}}`);
    expect(Buffer.from(pictures[0]!.bytes.subarray(0, 14)).toString('hex')).toBe('424d3a0000000000000036000000');
    expect(pictures[0]!.mediaType).toBe('image/bmp');
  });
  it('of no known kind, and empty ones, are left out', () => {
    expect(convert('{\\pict\\wbitmap0 00}{\\pict\\pngblip }{\\pict 00}').pictures).toEqual([]);
  });
  it('of objects are those of their results', () => {
    expect(convert('{\\object\\objemb{\\*\\objdata 0102}{\\result{\\pict\\pngblip 0102}}}').pictures.length).toBe(1);
  });
  it('of shapes are shown, their properties are not, the text of text boxes is', () => {
    const { html: whole, pictures } = convert(
      '{\\shp{\\*\\shpinst{\\sp{\\sn pib}{\\sv {\\pict\\pngblip 01}secret}}{\\shptxt box}}{\\shprslt{\\pict\\pngblip 01}}}',
    );
    expect(pictures.length).toBe(1);
    expect(whole).toContain('box');
    expect(whole).not.toMatch(/pib|secret/);
  });
  it('take the place of attachments where told', () => {
    expect(html('a\\objattph b\\objattph c', { attachmentContentIds: [undefined, 'x@y'] })).toBe(
      paragraph('ab<img src="cid:x@y" alt="">c'),
    );
  });
});

describe('footnotes', () => {
  it('stand at the end, their numbers in the text', () => {
    expect(bare('a{\\super\\chftn{\\footnote\\pard {\\super\\chftn} note}} b')).toBe(
      '<p>a<sup>[1]</sup> b</p><hr><div>[1]<p> note</p></div>',
    );
  });
});

describe('safety', () => {
  it('has text escaped, and control characters left out', () => {
    expect(html("<script>alert('x')</script>&amp;\\'01\\'1f")).toBe(
      paragraph("&lt;script&gt;alert('x')&lt;/script&gt;&amp;amp;"),
    );
    expect(html('\\u60?\\u38?')).toBe(paragraph('&lt;&amp;'));
    expect(html('{\\pntext <b>}x')).toBe(paragraph('&lt;b&gt;&emsp;x'));
  });
  it('has nothing in a style that a font name brought', () => {
    expect(html('\\f4 a')).toBe(paragraph('<span style="font-family:\'x\';">a</span>'));
    expect(html('\\f5 a')).toBe(paragraph('<span style="font-family:\'script\';">a</span>'));
  });
});

describe('limits', () => {
  it('cut the output off, with all tags closed', () => {
    const { html: whole, truncated } = convert('\\b x\\b0 y'.repeat(10_000), { limits: { outputBytes: 1000 } });
    expect(truncated).toBe(true);
    expect(whole.length).toBeLessThan(8000);
    expect(whole).toMatch(/<\/p><\/div><\/body><\/html>$/);
  });
  it('bound depth and tokens', () => {
    expect(convert('{\\b x'.repeat(100_000)).html).toContain('<b>x');
    expect(convert('{}'.repeat(1000), { limits: { tokens: 500 } }).truncated).toBe(true);
  });
});
