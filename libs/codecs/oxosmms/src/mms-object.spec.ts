import {
  PidTagAttachContentId,
  PidTagAttachDataBinary,
  PidTagAttachLongFilename,
  PidTagAttachMimeTag,
  PidTagAttachmentHidden,
  PidTagBody,
  PidTagHtml,
} from '@postbus/mapi';
import { utf8Bytes, utf8Text } from '@postbus/bytes';
import { describe, expect, it } from 'vitest';
import { type MmsSlide, mmsObject, readMms, textOfMms } from './index.ts';

const picture = { name: 'a.png', mediaType: 'image/png', content: Uint8Array.of(1, 2, 3) };
const sound = { name: 'b.amr', mediaType: 'audio/amr', content: Uint8Array.of(4) };
const film = { name: 'c.mp4', mediaType: 'video/mp4', content: Uint8Array.of(5) };
const slides: readonly MmsSlide[] = [
  { text: 'One\r\n<1> & "2"  日本', image: picture, durationMs: 3000 },
  { text: 'Two', sound, durationMs: 7000 },
  { video: film },
];

function withSmil(smil: string) {
  const message = mmsObject({ origin: 'received', slides });
  message.attachments[0]!.properties.set(PidTagAttachDataBinary, utf8Bytes(smil));
  return message;
}

describe('MMS object, [MS-OXOSMMS] 4.2', () => {
  it('is read as it was written, slide by slide', () => {
    const others = [{ name: 'Ada.vcf', mediaType: 'text/x-vcard', content: utf8Bytes('BEGIN:VCARD') }];
    const read = readMms(mmsObject({ origin: 'sent', subject: 'S', slides, others }));
    expect(read).toMatchObject({ slides, others, subject: 'S' });
    expect(read.slides[2]).toEqual({ video: film });
  });
  it('hides what its slides show, and lists what they do not', () => {
    const others = [{ mediaType: 'text/x-vcard', content: new Uint8Array() }];
    const { attachments } = mmsObject({ origin: 'sent', slides, others });
    expect(
      attachments.map(({ properties }) => [
        properties.get(PidTagAttachLongFilename),
        properties.get(PidTagAttachmentHidden),
      ]),
    ).toEqual([
      ['MMS.smil', true],
      ['1.txt', true],
      ['a.png', true],
      ['2.txt', true],
      ['b.amr', true],
      ['c.mp4', true],
      ['Att5.vcf', false],
    ]);
  });
  it('has Content-IDs of its own each time', () => {
    const ids = [1, 2].map(() =>
      mmsObject({ origin: 'sent', slides }).attachments[0]!.properties.get(PidTagAttachContentId),
    );
    expect(ids[0]).toMatch(/^MMS\.smil@[\dA-F]{16}\.[\dA-F]{16}$/);
    expect(ids[0]).not.toBe(ids[1]);
  });
  it('takes no name that leads out of a folder, and no type that is none', () => {
    const media = { name: '../../etc/pass\nwd', mediaType: 'IMAGE/JPEG; x=y', content: new Uint8Array() };
    const { attachments } = mmsObject({
      origin: 'sent',
      slides: [{ image: media }, { sound: { ...media, name: '..', mediaType: 'a\r\nb' } }],
    });
    expect(
      attachments.map(({ properties }) => [
        properties.get(PidTagAttachLongFilename),
        properties.get(PidTagAttachMimeTag),
      ]),
    ).toEqual([
      ['MMS.smil', 'application/smil'],
      ['.._.._etc_pass_wd', 'image/jpeg'],
      ['Att1.bin', 'application/octet-stream'],
    ]);
  });
  it('keeps media where they lie, and reads texts from there', () => {
    const blob = { in: 'blob', sha256: 'ab', size: 9 } as const;
    const message = mmsObject({ origin: 'received', slides: [{ text: 'x', image: { ...picture, content: blob } }] });
    expect(readMms(message).slides[0]!.image!.content).toEqual(blob);
    message.attachments[1]!.properties.set(PidTagAttachDataBinary, blob);
    expect(() => readMms(message)).toThrow(expect.objectContaining({ code: 'value-not-here' }));
    expect(textOfMms(message, () => utf8Bytes('from a blob'))).toBe('from a blob');
  });
});

describe('text of an MMS object', () => {
  it('is that of its slides, an empty line between two', () => {
    expect(textOfMms(mmsObject({ origin: 'sent', slides }))).toBe('One\r\n<1> & "2"  日本\r\n\r\nTwo');
  });
  it('is its body where it has no text of its own', () => {
    const message = mmsObject({ origin: 'sent', slides: [] });
    message.properties.set(PidTagHtml, utf8Bytes('<p>From the body</p>'));
    expect(textOfMms({ ...message, attachments: [] })).toBe('From the body');
    message.properties.set(PidTagBody, 'Both bodies');
    expect(readMms({ ...message, attachments: [] }).slides).toEqual([{ text: 'Both bodies' }]);
  });
  it('escapes what HTML would take for itself', () => {
    const html = utf8Text(mmsObject({ origin: 'sent', slides }).properties.get(PidTagHtml) as Uint8Array);
    expect(html).toContain('One<BR>\r\n&lt;1&gt; &amp; &quot;2&quot; &nbsp;日本');
    expect(html).toContain('>b.amr</A>');
  });
});

describe('presentations of other programs', () => {
  it('refer to parts by name, by location, by escapes, and to text in the address itself', () => {
    const message = withSmil(`<smil><body><par><img src="A.PNG"/><text src="./1%2etxt"/></par>
      <par><text src="data:text/plain;charset=iso-8859-1,Gr%FC%DFe"/><ref src="c.mp4"/></par>
      <par><text src="data:;base64,aGk="/><img src="cid:nowhere"/></par></body></smil>`);
    const read = readMms(message);
    expect(read.slides).toEqual([
      { text: slides[0]!.text, image: picture },
      { text: 'Grüße', video: film },
      { text: 'hi' },
    ]);
    expect(read.others.map(({ name }) => name)).toEqual(['2.txt', 'b.amr']);
  });
  it('refer to parts by Content-IDs in brackets, as their fields have them', () => {
    const message = mmsObject({ origin: 'received', slides, contentIdSuffix: 'x' });
    message.attachments[0]!.properties.set(
      PidTagAttachDataBinary,
      utf8Bytes(
        '<smil><body><par><img src="cid:&lt;Att1.png@x&gt;"/><text src="cid:%3CAtt0.txt@x%3E"/></par></body></smil>',
      ),
    );
    expect(readMms(message).slides).toEqual([{ text: slides[0]!.text, image: picture }]);
  });
  it('that refer to themselves, and to nothing that is a part, end', () => {
    const message = mmsObject({ origin: 'received', slides, contentIdSuffix: 'x' });
    message.attachments[0]!.properties.set(
      PidTagAttachDataBinary,
      utf8Bytes(
        '<smil><body><par><ref src="cid:MMS.smil@x"/><text src="MMS.smil"/><img src="a.png"/></par></body></smil>',
      ),
    );
    expect(readMms(message)).toMatchObject({ slides: [{ image: picture }] });
  });
  it('become more slides where one has two of a kind', () => {
    const message = withSmil(
      '<smil><body><par dur="1s"><text src="1.txt"/><text src="2.txt"/><img src="a.png"/></par></body></smil>',
    );
    expect(readMms(message).slides).toEqual([
      { text: slides[0]!.text, durationMs: 1000 },
      { text: 'Two', image: picture },
    ]);
  });
  it('show a picture as often as they like, a text once', () => {
    const message = withSmil(
      `<smil><body>${'<par><img src="a.png"/><text src="1.txt"/></par>'.repeat(1000)}</body></smil>`,
    );
    const read = readMms(message);
    const again = mmsObject({ origin: 'sent', slides: read.slides, others: read.others });
    expect(again.attachments).toHaveLength(message.attachments.length);
    expect([read.slides.length, read.slides.filter(({ text }) => text !== undefined).length]).toEqual([1000, 1]);
  });
  it('that refer to parts by names that they lost lose nothing', () => {
    const read = readMms(withSmil('<smil><body><par><img src="0001.jpg"/><text src="cid:gone"/></par></body></smil>'));
    expect(read.slides).toEqual([
      { text: slides[0]!.text, image: picture },
      { text: 'Two', sound, video: film },
    ]);
  });
  it('that are hostile lose nothing: the parts are shown in their order', () => {
    const read = readMms(withSmil('<!DOCTYPE smil [<!ENTITY a "b">]><smil><body><img src="&a;"/></body></smil>'));
    expect(read.smilError?.code).toBe('document-type');
    expect(read.slides).toEqual([
      { text: slides[0]!.text, image: picture },
      { text: 'Two', sound, video: film },
    ]);
  });
  it('show parts of no told type by their names, or by the element', () => {
    const message = mmsObject({
      origin: 'received',
      slides: [],
      others: ['x.3GP', 'y.jpeg', 'z.jpg', 'z'].map((name) => ({ ...picture, name, mediaType: '' })),
    });
    message.attachments[0]!.properties.set(
      PidTagAttachDataBinary,
      utf8Bytes('<smil><body><ref src="x.3gp"/><ref src="z.jpg"/><img src="z"/></body></smil>'),
    );
    const read = readMms(message);
    expect(
      read.slides.map((slide) => Object.entries(slide).map(([kind, media]) => [kind, (media as typeof picture).name])),
    ).toEqual([[['video', 'x.3GP']], [['image', 'z.jpg']], [['image', 'z']]]);
    expect(read.others.map(({ name }) => name)).toEqual(['y.jpeg']);
  });
  it('may be missing', () => {
    const message = mmsObject({ origin: 'received', slides });
    const read = readMms({ ...message, attachments: message.attachments.slice(1) });
    expect(read.smilError).toBeUndefined();
    expect(read.slides).toHaveLength(2);
  });
});
