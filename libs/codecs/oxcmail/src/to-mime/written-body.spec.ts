import {
  AttachMethod,
  PidTagAttachContentId,
  PidTagAttachContentLocation,
  PidTagAttachFlags,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagAttachNumber,
  PidTagAttachmentHidden,
  PidTagBody,
  PidTagBodyContentLocation,
  PidTagBodyHtml,
  PidTagHtml,
  PidTagInternetCodepage,
  PidTagMessageClass,
  PidTagMessageCodepage,
  PidTagNativeBody,
  PidTagRenderingPosition,
  PidTagRtfCompressed,
  PidTagRtfInSync,
  type PropertyBag,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { compressRtf, encapsulateHtml } from '@postbus/rtf';
import { describe, expect, it } from 'vitest';
import { toMessageObject } from '../to-message-object.ts';
import { file, messageOf, note, structureOf, written } from './written-message.fixture.ts';

const html = (text: string) => Buffer.from(text);
const rtf = (text: string) => compressRtf(Buffer.from(text));
const alternative = ['multipart/alternative', 'text/plain', 'text/html'];
const noBody = () => {
  const bag = note();
  bag.delete(PidTagBody);
  return bag;
};

describe('the body that counts, [MS-OXBBODY] 2.1.3.1', () => {
  const both = () => note().set(PidTagHtml, html('<p>HTML'));
  it('is what PidTagNativeBody names, where that is there', () => {
    expect(structureOf(written(both().set(PidTagNativeBody, 1)))).toBe('text/plain');
    expect(structureOf(written(both().set(PidTagNativeBody, 3)))).toEqual(alternative);
    expect(structureOf(written(note().set(PidTagNativeBody, 3)))).toBe('text/plain');
    expect(structureOf(written(noBody().set(PidTagNativeBody, 1).set(PidTagHtml, html('<p>x'))))).toEqual(alternative);
  });
  it('is RTF that is in sync before HTML, and HTML before RTF that is not', () => {
    const all = () => both().set(PidTagRtfCompressed, rtf('{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}RTF}'));
    const text = (bag: PropertyBag) => written(bag).parts[1]!.text();
    expect(text(all().set(PidTagRtfInSync, true))).toContain('RTF');
    expect(text(all().set(PidTagRtfInSync, false))).toContain('HTML');
    expect(structureOf(written(note().set(PidTagRtfCompressed, rtf('{\\rtf1 x}'))))).toBe('text/plain');
  });
});

describe('a text, [MS-OXCMAIL] 2.1.3.3.3', () => {
  const charsetOf = (bag: PropertyBag) => {
    const { contentType } = written(bag);
    return contentType.charset;
  };
  it.each([
    ['ASCII, whatever is preferred', 'plain', 1251, 'us-ascii'],
    ['what the Internet code page carries', 'Привет', 20866, 'koi8-r'],
    ['what it does not carry', 'Привет', 28591, 'utf-8'],
    ['no preference and Western text', 'Grüße', undefined, 'iso-8859-1'],
    ['no preference and other text', '日本語', undefined, 'utf-8'],
    ['a code page that mail may not have', 'Grüße', 1200, 'iso-8859-1'],
    ['UTF-8', 'Grüße', 65001, 'utf-8'],
    ['Japanese', '日本語', 50220, 'iso-2022-jp'],
  ])('is written for %s in the smallest charset', (_, text, codePage, charset) => {
    const bag = note().set(PidTagBody, text).set(PidTagInternetCodepage, codePage);
    expect(charsetOf(bag)).toBe(charset);
    expect(written(bag).text()).toBe(text);
  });
  it('takes the Internet code page of a Windows one', () => {
    expect(charsetOf(note().set(PidTagBody, 'Привет').set(PidTagMessageCodepage, 1251))).toBe('koi8-r');
  });
  it('ends its lines with CRLF, and has no lone surrogates', () => {
    expect(written(note().set(PidTagBody, 'a\nb\rc\r\nd\ud800')).text()).toBe('a\r\nb\r\nc\r\nd\ufffd');
  });
  it('goes as it is where the way takes 8 bits, else in the shorter encoding', () => {
    const encodingOf = (text: string, eightBit = false) =>
      written(note().set(PidTagBody, text).set(PidTagInternetCodepage, 65001), { eightBit }).headers.first(
        'Content-Transfer-Encoding',
      )?.value;
    expect(encodingOf('plain')).toBeUndefined();
    expect(encodingOf('Grüße an alle Leserinnen und Leser')).toBe('quoted-printable');
    expect(encodingOf('日本語')).toBe('base64');
    expect(encodingOf('日本語', true)).toBe('8bit');
    expect(encodingOf('x'.repeat(1200))).toBe('quoted-printable');
  });
});

describe('HTML, [MS-OXCMAIL] 2.1.3.3.4', () => {
  it('stays as it lies in the object, in its code page', () => {
    const bytes = Buffer.from('<p>\u00cf\u00f0\u00e8\u00e2\u00e5\u00f2</p>\n', 'latin1');
    const [, part] = written(note().set(PidTagHtml, bytes).set(PidTagInternetCodepage, 1251)).parts;
    expect(part!.contentType.charset).toBe('windows-1251');
    expect(Buffer.from(part!.content())).toEqual(bytes);
  });
  it('is put into UTF-8 where its charset is none for mail, and says so', () => {
    const bytes = Buffer.from('<meta charset="utf-16le"><p>Grüße', 'utf16le');
    const [, part] = written(note().set(PidTagHtml, bytes).set(PidTagInternetCodepage, 1200)).parts;
    expect(part!.contentType.charset).toBe('utf-8');
    expect(part!.text()).toContain('<p>Grüße');
  });
  it('may be a string, PidTagBodyHtml, which has the same id', () => {
    const bag = note().set(PidTagBodyHtml, '<p>Привет');
    expect(written(bag).parts[1]!.text()).toBe('<p>Привет');
  });
});

describe('RTF, [MS-OXCMAIL] 2.1.3.3.6, 2.1.3.3.7', () => {
  it('that holds HTML is written as that HTML', () => {
    const source = '<html><body><p>Über <b>uns</b></p></body></html>';
    const bag = noBody().set(PidTagRtfCompressed, compressRtf(encapsulateHtml(source)));
    const message = written(bag);
    expect(structureOf(message)).toEqual(alternative);
    expect(message.parts[1]!.text()).toBe(source);
    expect(message.parts[0]!.text()).toBe('Über uns');
  });
  it('that holds a text is written as that text', () => {
    const bag = noBody().set(PidTagRtfCompressed, rtf('{\\rtf1\\ansi\\ansicpg1252\\fromtext one\\par two}'));
    expect(structureOf(written(bag))).toBe('text/plain');
    expect(written(bag).text()).toMatch(/^one\r\ntwo/);
  });
  it('shows attachments where \\objattph stands, in the order of their rendering positions', () => {
    const place = (name: string, type: string, position: number, number: number) => {
      const attachment = file(name, type, Buffer.from(name));
      attachment.properties.set(PidTagRenderingPosition, position).set(PidTagAttachNumber, number);
      return attachment;
    };
    const source = '{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}A\\objattph  B\\objattph  C}';
    const bag = noBody().set(PidTagRtfCompressed, rtf(source));
    const message = written(
      messageOf(
        bag,
        place('late.txt', 'text/plain', 9, 0),
        place('early.png', 'image/png', 3, 1),
        place('none.png', 'image/png', -1, 2),
      ),
    );
    expect(structureOf(message)).toEqual([
      'multipart/mixed',
      ['multipart/related', alternative, 'image/png'],
      'text/plain',
      'image/png',
    ]);
    const shown = message.parts[0]!.parts[0]!.parts[1]!.text();
    const id = message.parts[0]!.parts[1]!.headers.first('Content-ID')!.value;
    expect(shown).toMatch(/A.*<img src="cid:([^"]+)" alt="">.*B.*&lt;&lt;late\.txt&gt;&gt;.*C/s);
    expect(id).toBe(`<${/cid:([^"]+)/.exec(shown)![1]}>`);
  });
  it('that was written as RTF is shown as HTML, its pictures beside it and attachments in their places', () => {
    const png = '89504e470d0a1a0a00000000';
    const source = `{\\rtf1\\ansi Before {\\pict\\pngblip ${png}} middle {\\b bold}\\objattph  after\\par}`;
    const attachment = file('chart.png', 'image/png', Buffer.from('chart'));
    attachment.properties.set(PidTagRenderingPosition, 5);
    const message = written(messageOf(noBody().set(PidTagRtfCompressed, rtf(source)), attachment));
    expect(structureOf(message)).toEqual(['multipart/related', alternative, 'image/png', 'image/png']);
    const [body, ...shown] = message.parts;
    const html = body!.parts[1]!.text();
    expect(html).toMatch(/Before.*middle.*<b>bold<\/b>.*after/s);
    for (const part of shown) expect(html).toContain(`cid:${part.headers.first('Content-ID')!.value.slice(1, -1)}`);
    expect(new Set(shown.map((part) => Buffer.from(part.content()).toString('hex')))).toEqual(
      new Set([png, Buffer.from('chart').toString('hex')]),
    );
    expect(body!.parts[0]!.text()).toMatch(/Before.*middle bold.*after/);
  });
  it('lists an OLE object that has no picture of itself, and names it where it stands', () => {
    const attachment = file('object.xls', undefined, Buffer.from('no compound file'));
    attachment.properties.set(PidTagAttachMethod, AttachMethod.afOle).set(PidTagRenderingPosition, 5);
    const source = '{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}A\\objattph  B}';
    const message = written(messageOf(noBody().set(PidTagRtfCompressed, rtf(source)), attachment));
    expect(structureOf(message)).toEqual(['multipart/mixed', alternative, 'application/octet-stream']);
    expect(message.parts[0]!.parts[1]!.text()).toContain('&lt;&lt;object.xls&gt;&gt;');
  });
  it('that cannot be read leaves the other forms', () => {
    const bag = note().set(PidTagRtfCompressed, Buffer.from('nonsense')).set(PidTagRtfInSync, true);
    expect(written(bag).text()).toBe('Body');
  });
});

describe('other forms of the body, RFC 2046 5.1.4', () => {
  it('lie between text and HTML again, hidden as they came', () => {
    const source = [
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b\r\n\r\ntext',
      '--b\r\nContent-Type: text/x-amp-html; charset=utf-8\r\n\r\n<html amp4email>',
      '--b\r\nContent-Type: text/html\r\n\r\n<p>html',
      '--b--\r\n',
    ].join('\r\n');
    const mime = written(toMessageObject(parseMime(Buffer.from(source))));
    expect(structureOf(mime)).toEqual(['multipart/alternative', 'text/plain', 'text/x-amp-html', 'text/html']);
    const [form] = toMessageObject(mime).attachments;
    expect(form!.properties.get(PidTagAttachmentHidden)).toBe(true);
  });
});

describe('an invitation, [MS-OXCMAIL] 2.1.3.3.8', () => {
  const calendar = (name: string, method: string) =>
    file(name, 'text/calendar', Buffer.from(`BEGIN:VCALENDAR\r\nMETHOD:${method}\r\nEND:VCALENDAR\r\n`));
  const withHtml = () => note().set(PidTagHtml, html('<p>x'));

  it('is the last form of the body, and is attached where it is read again', () => {
    const message = messageOf(withHtml(), calendar('ATT00001.ics', 'REQUEST'));
    const mime = written(message);
    expect(structureOf(mime)).toEqual([...alternative, 'text/calendar']);
    expect(mime.parts[2]!.contentType.parameters.get('method')).toBe('REQUEST');
    const { attachments } = toMessageObject(mime);
    expect(attachments.map(({ properties }) => properties.get(PidTagAttachMimeTag))).toEqual(['text/calendar']);
  });
  it('stands beside a text alone too', () => {
    expect(structureOf(written(messageOf(note(), calendar('', 'CANCEL'))))).toEqual([
      'multipart/alternative',
      'text/plain',
      'text/calendar',
    ]);
  });
  it('is a file where it is only published, or is called something in a message that is none of a meeting', () => {
    const listed = ['multipart/mixed', 'text/plain', 'text/calendar'];
    expect(structureOf(written(messageOf(note(), calendar('ATT00001.ics', 'PUBLISH'))))).toEqual(listed);
    expect(structureOf(written(messageOf(note(), calendar('ticket.ics', 'REQUEST'))))).toEqual(listed);
    const meeting = note().set(PidTagMessageClass, 'IPM.Schedule.Meeting.Request');
    expect(structureOf(written(messageOf(meeting, calendar('invite.ics', 'REQUEST'))))).toEqual([
      'multipart/alternative',
      'text/plain',
      'text/calendar',
    ]);
  });
});

describe('HTML that refers to attachments, [MS-OXCMAIL] 2.1.3.4.1.2', () => {
  const picture = (name: string, id?: string, flags?: number) => {
    const attachment = file(name, 'image/png', Buffer.from([1, 2, 3]));
    attachment.properties.set(PidTagAttachContentId, id).set(PidTagAttachFlags, flags);
    return attachment;
  };
  const withHtml = (text: string) => note().set(PidTagHtml, html(text));

  it('is left as it is where it refers to them by their ids', () => {
    const text = '<img src="cid:a%40b@x"><td background=\'cid:c@x\'><div style="background:url(cid:d@x)">';
    const message = written(
      messageOf(
        withHtml(text),
        picture('1', 'a@b@x', 4),
        picture('2', 'c@x', 4),
        picture('3', 'd@x', 4),
        picture('4', 'e@x', 4),
      ),
    );
    expect(structureOf(message)).toEqual([
      'multipart/mixed',
      ['multipart/related', alternative, 'image/png', 'image/png', 'image/png'],
      'image/png',
    ]);
    expect(message.parts[0]!.parts[0]!.parts[1]!.text()).toBe(text);
  });
  it('calls by a new id what it referred to by name, and what had an id that cannot be written', () => {
    const message = written(
      messageOf(
        withHtml('<img src=logo.png><img src="cid:b ad"><img src="https://x/logo.png">'),
        picture('Logo.png'),
        picture('2.png', 'b ad', 4),
      ),
    );
    const [first, second] = message.parts.slice(1).map((part) => part.headers.first('Content-ID')?.value.slice(1, -1));
    expect(first).toMatch(/^att1\.0\.[0-9a-f]{32}@example\.org$/);
    expect(message.parts[0]!.parts[1]!.text()).toBe(
      `<img src="cid:${first}"><img src="cid:${second}"><img src="https://x/logo.png">`,
    );
    expect(second).toMatch(/^att2\./);
  });
  it('calls by an id what it referred to by Content-Location, counted from where the HTML lies, RFC 2557', () => {
    const located = (location: string) => {
      const attachment = picture('x.bin', undefined, 4);
      attachment.properties.set(PidTagAttachContentLocation, location);
      return attachment;
    };
    const bag = withHtml('<img src="a.png"><img src="http://x.test/d/b.png"><img src="http://x.test/c.png">').set(
      PidTagBodyContentLocation,
      'http://x.test/d/page.htm',
    );
    const message = written(
      messageOf(bag, located('http://x.test/d/a.png'), located('b.png'), located('http://x.test/e.png')),
    );
    const [related, listed] = message.parts;
    const ids = related!.parts.slice(1).map((part) => part.headers.first('Content-ID')!.value.slice(1, -1));
    const html = related!.parts[0]!.parts[1]!;
    expect(html.headers.first('Content-Location')?.value).toBe('http://x.test/d/page.htm');
    expect(html.text()).toBe(`<img src="cid:${ids[0]}"><img src="cid:${ids[1]}"><img src="http://x.test/c.png">`);
    expect(listed!.headers.first('Content-Location')?.value).toBe('http://x.test/e.png');
  });
  it('gives the same ids each time', () => {
    const message = messageOf(withHtml('<img src="logo.png">'), picture('logo.png'));
    const idOf = () => written(message).parts[1]!.headers.first('Content-ID')!.value;
    expect(idOf()).toBe(idOf());
  });
  it('may refer to a file by the beginning of the id that it never had', () => {
    const message = written(messageOf(withHtml('<img src="cid:image001.png@01D00000">'), picture('image001.png')));
    expect(structureOf(message)).toEqual(['multipart/related', alternative, 'image/png']);
  });
});
