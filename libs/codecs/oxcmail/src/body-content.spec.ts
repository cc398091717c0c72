import {
  PidTagAttachDataBinary,
  PidTagAttachFlags,
  PidTagAttachLongFilename,
  PidTagAttachMimeTag,
  PidTagAttachSize,
  PidTagAttachmentHidden,
  PidTagBody,
  PidTagBodyContentId,
  PidTagBodyContentLocation,
  PidTagHtml,
  PidTagInternetCodepage,
  PidTagNativeBody,
} from '@postbus/mapi';
import { encodeBase64Body, parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { type ToMessageOptions, htmlBody, resolveBytes, resolverOf, toMessageObject } from './index.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'));
const convert = (text: string, options?: ToMessageOptions) => toMessageObject(parseMime(bytes(text)), options);
const part = (type: string, body: string, ...fields: string[]) =>
  `--b\nContent-Type: ${type}\n${fields.map((field) => `${field}\n`).join('')}\n${body}\n`;
const multipart = (subtype: string, ...parts: string[]) =>
  `Subject: s\nContent-Type: multipart/${subtype}; boundary=b\n\n${parts.join('')}--b--\n`;
const view = (text: string, options?: ToMessageOptions) => {
  const source = bytes(text);
  const message = toMessageObject(parseMime(source), options);
  return {
    text: message.properties.get(PidTagBody),
    html: htmlBody(message, resolverOf(source)),
    codePage: message.properties.get(PidTagInternetCodepage),
    attached: message.attachments.map(({ properties }) => properties.get(PidTagAttachMimeTag)),
  };
};

describe('several texts joined, [MS-OXCMAIL] 2.2.3.3.2.2', () => {
  it('are one text, in their order, each on a line of its own, by the charset of each', () => {
    const mixed = multipart(
      'mixed',
      part('text/plain; charset=iso-8859-1', 'gr\xfc\xdfe'),
      part('image/png', 'i'),
      part('text/plain; charset=koi8-r', '\xf0\xd2'),
      part('text/plain; format=flowed', 'one \ntwo'),
    );
    expect(view(mixed)).toMatchObject({ text: 'grüße\r\nПр\r\none two', html: undefined, attached: ['image/png'] });
  });
  it('may stand in one multipart/mixed within another, as a list puts its footer below', () => {
    const inner = multipart('mixed', part('text/plain', 'body'), part('a/b', 'x')).replace('Subject: s\n', '');
    const list =
      'Content-Type: multipart/mixed; boundary=c\n\n--c\n' +
      `${inner}\n--c\nContent-Type: text/plain\n\nfooter\n--c--\n`;
    expect(view(list)).toMatchObject({ text: 'body\r\nfooter', attached: ['a/b'] });
  });
  it('are HTML where one of them is', () => {
    const { text, html, codePage, attached } = view(
      multipart(
        'mixed',
        part('text/html; charset=koi8-r', '<html><head><meta charset="koi8-r"></head><body>\xf0\xd2</body></html>'),
        part('text/plain', '1 < 2'),
        part('text/html', '<!doctype html><html><head><title>no</title></head><body class=x><p>last</body></html>'),
        part('text/enriched', '<bold>rich</bold>'),
      ),
    );
    expect(text).toBeUndefined();
    expect(html).toBe(
      '<html><head><meta charset="utf-8"></head><body>Пр<br>\r\n<div>1 &lt; 2</div><br>\r\n<p>last<br>\r\n<b>rich</b></body></html>',
    );
    expect([codePage, attached]).toEqual([65001, []]);
  });
  it.each([
    ['is an attachment', part('text/plain', 'two', 'Content-Disposition: attachment')],
    ['has a name', part('text/plain; name=notes.txt', 'two')],
    ['is an invitation', part('text/calendar', 'two')],
  ])('do not take in a text that %s', (_, second) => {
    const { text, attached } = view(multipart('mixed', part('text/plain', 'one'), second));
    expect([text, attached.length]).toEqual(['one', 1]);
  });
  it('stay apart in a multipart/mixed that does not begin with one', () => {
    const alternative =
      '--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\nplain\n--c\nContent-Type: text/html\n\n<p>html\n--c--\n';
    expect(view(multipart('mixed', alternative, part('text/plain', 'footer')))).toMatchObject({
      text: 'plain',
      html: '<p>html',
      attached: ['text/plain'],
    });
  });
  it('stay apart where they would be more or longer than may be held', () => {
    const mixed = multipart('mixed', ...Array.from({ length: 5 }, (_, index) => part('text/plain', `text ${index}`)));
    expect(view(mixed, { joinedTexts: 2 })).toMatchObject({
      text: 'text 0\r\ntext 1\r\ntext 2',
      attached: ['text/plain', 'text/plain'],
    });
    expect(view(mixed, { derivedLimit: 10 })).toMatchObject({ text: 'text 0', attached: Array(4).fill('text/plain') });
  });
  it('show pictures of the multipart/mixed that the HTML refers to, 2.2.3.4.1.4.1', () => {
    const { attachments } = convert(
      multipart('mixed', part('text/html', '<img src=cid:1>'), part('image/png', 'i', 'Content-ID: <1>')),
    );
    const { properties } = attachments[0]!;
    expect([properties.get(PidTagAttachFlags), properties.get(PidTagAttachmentHidden)]).toEqual([4, true]);
  });
});

describe('text/enriched as a body, RFC 1896', () => {
  const html = (text: string) => /<body>(.*)<\/body>/s.exec(view(`Content-Type: text/enriched\n\n${text}`).html!)![1];
  it('is HTML, and no attachment', () => {
    const message = convert('Content-Type: text/enriched; charset=iso-8859-1\n\n<bold>gr\xfc\xdfe</bold>');
    expect(message.attachments).toEqual([]);
    expect([message.properties.get(PidTagNativeBody), message.properties.get(PidTagInternetCodepage)]).toEqual([
      3, 65001,
    ]);
    expect(Buffer.from(message.properties.get(PidTagHtml) as Uint8Array).toString()).toBe(
      '<html><body><b>grüße</b></body></html>',
    );
  });
  it('reads the example of RFC 1896 section 7', () => {
    const example =
      '<bold>Now</bold> is the time for <italic>all</italic>\ngood men\n<smaller>(and <<women>)</smaller> to\n<ignoreme>come</ignoreme>\n\nto the aid of their\n\n\n<color><param>red</param>beloved</color>\ncountry.\n\n\n\nBy the way,\nI think that <paraindent><param>left</param><<smaller> should REALLY be called\n\n<<tinier></paraindent>';
    expect(html(example)).toBe(
      '<b>Now</b> is the time for <i>all</i> good men <small>(and &lt;women&gt;)</small> to come<br>\r\nto the aid of their<br>\r\n<br>\r\n<font color="red">beloved</font> country.<br>\r\n<br>\r\n<br>\r\nBy the way, I think that <div style="margin-left:3em">&lt;smaller&gt; should REALLY be called<br>\r\n&lt;tinier&gt;</div>',
    );
  });
  it('keeps lines within nofill, closes what is not closed, and closes from within', () => {
    expect(html('<nofill>a\nb\n\nc</nofill>\nd')).toBe('a<br>\r\nb<br>\r\n<br>\r\nc d');
    expect(html('<bold><italic>x</bold>y</italic><fixed>z')).toBe('<b><i>x</i></b>y<tt>z</tt>');
  });
  it('lets no markup through a parameter', () => {
    expect(html('<fontfamily><param>"><script>x</param>y</fontfamily>')).toBe(
      '<font face="&quot;&gt;&lt;script&gt;x">y</font>',
    );
    expect(html('<color><param>ffff,0000,8080</param>y</color>')).toBe('<font color="#ff0080">y</font>');
    expect(html('<script>alert(1)</script>')).toBe('alert(1)');
  });
  it('gives way to HTML, beside which it is kept', () => {
    const alternative = multipart(
      'alternative',
      part('text/plain', 'p'),
      part('text/enriched', 'e'),
      part('text/html', '<p>h'),
    );
    expect(view(alternative)).toMatchObject({ text: 'p', html: '<p>h', attached: ['text/enriched'] });
    expect(convert(alternative).attachments[0]!.properties.get(PidTagAttachmentHidden)).toBe(true);
    const without = multipart('alternative', part('text/plain', 'p'), part('text/enriched', 'e'));
    expect(view(without)).toMatchObject({ text: 'p', html: '<html><body>e</body></html>', attached: [] });
  });
});

describe('files uuencoded within a text, [MS-OXCMAIL] 2.2.3.9.1', () => {
  /** Printed by POSIX uuencode. */
  const cat = 'begin 644 cat.txt\n#0V%T\n`\nend\n';
  it('are attached, and leave the text', () => {
    const message = convert(`Content-Type: text/plain\n\nbefore\n${cat}after\n`);
    expect(message.properties.get(PidTagBody)).toBe('before\r\nafter\r\n');
    const { properties } = message.attachments[0]!;
    expect(properties.get(PidTagAttachLongFilename)).toBe('cat.txt');
    expect(Buffer.from(properties.get(PidTagAttachDataBinary) as Uint8Array).toString()).toBe('Cat');
    expect([properties.get(PidTagAttachSize), properties.get(PidTagAttachmentHidden)]).toEqual([3, false]);
  });
  it('are found in texts that are joined', () => {
    const mixed = multipart('mixed', part('text/plain', `one\n${cat}`), part('text/plain', `${cat}two`));
    expect(view(mixed)).toMatchObject({ text: 'one\r\ntwo', attached: Array(2).fill('application/octet-stream') });
  });
  it('stay where they lie when they are long', () => {
    const lines = 'M'.padEnd(61, '#') + '\n';
    const source = bytes(`Content-Type: text/plain\n\nbegin 644 big.bin\n${lines.repeat(3000)}\`\nend\n`);
    const { attachments, properties } = toMessageObject(parseMime(source));
    const value = attachments[0]!.properties.get(PidTagAttachDataBinary)!;
    expect(value).toMatchObject({ in: 'mime', transferEncoding: 'x-uuencode', size: 135_000 });
    expect(resolveBytes(value, resolverOf(source))).toHaveLength(135_000);
    expect(properties.get(PidTagBody)).toBe('');
  });
  it('are found under quoted-printable, and more than one', () => {
    const { text, attached } = view(
      `Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n=C3=BC\n${cat}${cat}`,
    );
    expect([text, attached]).toEqual(['ü\r\n', Array(2).fill('application/octet-stream')]);
  });
  it.each([
    ['a line that is no data', 'begin 644 x\n#0V%T\nbut then\nend\n'],
    ['no end', 'begin 644 x\n#0V%T\n`\n'],
    ['no data', 'begin 644 x\nend\n'],
    ['no mode', 'begin with x\n#0V%T\n`\nend\n'],
    ['no line of its own', 'we begin 644 x\n#0V%T\n`\nend\n'],
  ])('are none with %s', (_, text) => {
    expect(view(`Content-Type: text/plain\n\n${text}`)).toMatchObject({
      text: text.replaceAll('\n', '\r\n'),
      attached: [],
    });
  });
  it('are no more than may be', () => {
    expect(view(`Content-Type: text/plain\n\n${cat.repeat(5)}`, { uuencodedFiles: 2 }).attached).toHaveLength(2);
  });
});

describe('the code page of HTML, [MS-OXCMAIL] 2.2.3.3.3', () => {
  it.each([
    ['text/html; charset=iso-8859-2', '<p>\xb1', 28592],
    ['text/html; charset=utf-8', '<p>\xc3\xbc', 65001],
    ['text/html; charset=utf-8', '<p>Gr\xfc\xdfe', 1252],
    ['text/html; charset=us-ascii', '<p>\xc3\xbc', 65001],
    ['text/html; charset=us-ascii', '<p>Gr\xfc\xdfe', 1252],
    ['text/html; charset=windows-1252', '<p>\xe2\x82\xac', 65001],
    ['text/html; charset=windows-1252', '<p>\x80', 1252],
    ['text/html; charset=utf-16', '<p>plain', 65001],
    ['text/html; charset=no-such', '<meta http-equiv=content-type content="text/html; charset=koi8-r">\xf0', 20866],
    ['text/html', '<meta charset=windows-1251>\xcf', 1251],
    ['text/html', '<meta charset=utf-16>plain', 65001],
    ['text/html', '<p>\xcf', 1252],
  ])('of %s with %j is what its bytes can be', (type, body, codePage) => {
    const { properties } = convert(`Content-Type: ${type}\n\n${body}`);
    expect(properties.get(PidTagInternetCodepage)).toBe(codePage);
  });
  it('decodes the document as it was meant', () => {
    expect(view('Content-Type: text/html; charset=us-ascii\n\n<p>\xe2\x82\xac').html).toBe('<p>€');
    expect(view('Content-Type: text/html; charset=utf-16\n\n<p>Gr\xfc\xdfe').html).toBe('<p>Grüße');
  });
});

describe('the code page of text', () => {
  it.each([
    ['ASCII', 'plain', 65001],
    ['UTF-8', '\xc3\xbc', 65001],
    ['UTF-8 cut in a character', `${'x'.repeat(65_535)}\xc3\xbc and more`, 65001],
    ['UTF-8 cut in a longer one', `${'x'.repeat(65_533)}\xf0\x9f\x98\x80`, 65001],
    ['no UTF-8', 'gr\xfc\xdfe', 1252],
    ['nothing', '', 65001],
  ])('without a label is what its beginning can be: %s', (_, body, codePage) => {
    const { properties } = convert(`Content-Type: text/plain\n\n${body}`);
    expect(properties.get(PidTagInternetCodepage)).toBe(codePage);
  });
});

describe('other properties of the body', () => {
  it('joins long texts of format=flowed, with delsp where told, RFC 3676', () => {
    const flowed = `Content-Type: text/plain; format=flowed; delsp=yes\n\n${'over \n'.repeat(10_000)}end`;
    expect(convert(flowed).properties.get(PidTagBody)).toBe(`${'over'.repeat(10_000)}end`);
    expect(convert(flowed, { derivedLimit: 100 }).properties.get(PidTagBody)).toMatchObject({ in: 'mime' });
  });
  it('takes Content-Location and Content-ID of the entity that is the body, 2.2.3.2.26', () => {
    const { properties } = convert(
      multipart('related', part('text/html', 'x', 'Content-Location: http://x/1', 'Content-ID: <2@x>')),
    );
    expect(properties.get(PidTagBodyContentLocation)).toBe('http://x/1');
    expect(properties.get(PidTagBodyContentId)).toBe('<2@x>');
  });
  it('keeps a body under base64 that only talks of uuencoding', () => {
    const text = 'we begin 644 things\n';
    const encoded = Buffer.from(encodeBase64Body(Buffer.from(text))).toString();
    expect(view(`Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n${encoded}`).text).toBe(text);
  });
});
