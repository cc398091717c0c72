import { describe, expect, it } from 'vitest';
import { OxosmmsError, readSmil, smilOf, smilText } from '../index.ts';
import { hasPython, xmlByPython } from '../python.fixture.ts';
import { readClockValue } from './clock-value.ts';

const twoSlides = [
  {
    durationMs: 5000,
    media: [
      { element: 'img', src: 'cid:Att1.jpg@x' },
      { element: 'text', src: 'cid:Att0.txt@x' },
    ],
  },
  {
    durationMs: 12_500,
    media: [
      { element: 'video', src: 'a.mp4' },
      { element: 'audio', src: `"<&>' é日😀\t` },
    ],
  },
] as const;

function errorOf(text: string): string {
  try {
    readSmil(text);
  } catch (error) {
    if (error instanceof OxosmmsError) return error.code;
    throw error;
  }
  return 'no error';
}

describe('SMIL as phones write it', () => {
  it('is read again as it was', () => {
    expect(readSmil(smilOf(twoSlides))).toEqual(
      twoSlides.map((slide) => ({ ...slide, media: slide.media.map((one) => ({ ...one, src: one.src.trim() })) })),
    );
  });
  it.skipIf(!hasPython)('is XML to Python, with the regions Image and Text', () => {
    const root = xmlByPython(smilOf(twoSlides));
    const [head, body] = root.children;
    expect(root.tag).toBe('smil');
    const layout = head!.children[0]!.children;
    expect(layout.map(({ tag, attributes }) => [tag, attributes['id'], attributes['height']])).toEqual([
      ['root-layout', undefined, '480'],
      ['region', 'Image', '320'],
      ['region', 'Text', '160'],
    ]);
    expect(body!.children.map(({ tag, attributes }) => [tag, attributes])).toEqual([
      ['par', { dur: '5000ms' }],
      ['par', { dur: '12500ms' }],
    ]);
    expect(body!.children[1]!.children.map(({ tag, attributes }) => [tag, attributes])).toEqual([
      ['video', { src: 'a.mp4', region: 'Image' }],
      ['audio', { src: `"<&>' é日😀\t` }],
    ]);
  });
  it('shows a slide without sound for five seconds, one with sound as long as that', () => {
    const durations = readSmil(
      smilOf([{ media: [{ element: 'img', src: 'a' }] }, { media: [{ element: 'audio', src: 'b' }] }]),
    );
    expect(durations.map(({ durationMs }) => durationMs)).toEqual([5000, undefined]);
  });
  it('leaves out characters that XML has not', () => {
    expect(readSmil(smilOf([{ media: [{ element: 'img', src: 'a\0b\u001f\ud800c' }] }]))[0]!.media[0]!.src).toBe(
      'ab\ufffdc',
    );
  });
  it('is laid out for a screen that is told', () => {
    expect(smilOf([], { width: 240, height: 300 })).toContain(
      '<region id="Text" left="0" top="200" width="240" height="100" fit="meet"/>',
    );
  });
});

describe('SMIL of other programs', () => {
  it('is read in version 1.0, its document type passed over', () => {
    const slides = readSmil(`<?xml version="1.0"?>
      <!DOCTYPE smil PUBLIC "-//W3C//DTD SMIL 1.0//EN" "http://www.w3.org/TR/REC-smil/SMIL10.dtd">
      <smil><head><layout type="text/smil-basic-layout"><root-layout background-color="#fff"/></layout></head>
      <body><seq><par dur="8s"><img src='a.gif' region="Image" clip-begin="npt=1s"/><textstream src="b.rt"/></par>
      <!-- <img src="no.gif"/> --><audio src="c.amr" dur="2.5s"/></seq></body></smil>`);
    expect(slides).toEqual([
      {
        durationMs: 8000,
        media: [
          { element: 'img', src: 'a.gif' },
          { element: 'text', src: 'b.rt' },
        ],
      },
      { durationMs: 2500, media: [{ element: 'audio', src: 'c.amr' }] },
    ]);
  });
  it('is read in version 2.0, under a prefix too', () => {
    const slides = readSmil(`<s:smil xmlns:s="http://www.w3.org/2001/SMIL20/Language" xmlns:x="http://example.org/">
      <s:body><s:par dur="00:03"><s:ref src="a.jpg"/><x:img src="foreign.jpg"/></s:par></s:body></s:smil>`);
    expect(slides).toEqual([{ durationMs: 3000, media: [{ element: 'ref', src: 'a.jpg' }] }]);
  });
  it('is read in version 2.1, with its mobile profile', () => {
    const slides = readSmil(`<smil xmlns="http://www.w3.org/2005/SMIL21/Mobile" version="2.1"><head/>
      <body><excl><priorityClass><par end="4s"><a href="x"><img src="a.jpg"/></a><audio src="a.amr"/></par></priorityClass></excl></body></smil>`);
    expect(slides).toEqual([
      {
        durationMs: 4000,
        media: [
          { element: 'img', src: 'a.jpg' },
          { element: 'audio', src: 'a.amr' },
        ],
      },
    ]);
  });
  it('takes the first of a switch that shows something', () => {
    const slides = readSmil(
      '<smil><body><switch><x/><par><img src="a"/></par><img src="b"/></switch><par><switch><text src="c"/><text src="d"/></switch></par></body></smil>',
    );
    expect(slides.map(({ media }) => media.map(({ src }) => src))).toEqual([['a'], ['c']]);
  });
  it('takes the time of a slide from its media where it has none', () => {
    const [slide] = readSmil(
      '<smil><body><par dur="indefinite"><img src="a" begin="1s" dur="2s"/><text src="b" end="2500ms"/></par></body></smil>',
    );
    expect(slide!.durationMs).toBe(3000);
  });
  it('has names in any case, ampersands that begin nothing, and the five entities', () => {
    const [slide] = readSmil(
      '<SMIL><BODY><PAR><Img src="a&b &amp;&lt;&gt;&quot;&apos;&#65;&#x1F600;"/></PAR></BODY></SMIL>',
    );
    expect(slide!.media[0]!.src).toBe('a&b &<>"\'A😀');
  });
  it.each([
    ['02:30:03.5', 9_003_500],
    ['02:33', 153_000],
    ['3.2h', 11_520_000],
    ['45min', 2_700_000],
    ['30s', 30_000],
    ['5ms', 5],
    ['5000ms', 5000],
    ['12.467', 12_467],
    ['indefinite', undefined],
    ['media', undefined],
    ['-5s', undefined],
    ['', undefined],
  ])('has the clock value %s', (text, ms) => expect(readClockValue(text)).toBe(ms));
  it('is decoded by byte order mark, UTF-16, declaration and label', () => {
    const text = '<smil><body><img src="é"/></body></smil>';
    const latin1 = `<?xml version="1.0" encoding="iso-8859-1"?>${text}`;
    const marked = new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));
    for (const bytes of [
      new TextEncoder().encode(text),
      marked,
      marked.subarray(2),
      new Uint8Array(Buffer.from(marked).swap16()),
      new Uint8Array(Buffer.from(latin1, 'latin1')),
    ])
      expect(readSmil(smilText(bytes))[0]!.media[0]!.src).toBe('é');
    expect(smilText(new Uint8Array(Buffer.from(text, 'latin1')), 'iso-8859-1')).toBe(text);
  });
});

describe('hostile SMIL', () => {
  it.each([
    [
      'an entity bomb',
      '<!DOCTYPE smil [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><smil><body><img src="&b;"/></body></smil>',
      'document-type',
    ],
    ['an external entity', '<!DOCTYPE smil [<!ENTITY x SYSTEM "file:///etc/passwd">]><smil/>', 'document-type'],
    ['an entity of its own', '<smil><body><img src="&b;"/></body></smil>', 'unknown-entity'],
    ['an entity of an object', '<smil><body><img src="&constructor;"/></body></smil>', 'unknown-entity'],
    ['elements without end', '<smil>'.repeat(100_000).slice(0, 100_000), 'too-deep'],
    ['elements in one another', `${'<smil>'.repeat(40)}${'</smil>'.repeat(40)}`, 'too-deep'],
    ['thousands of slides', `<smil><body>${'<par/>'.repeat(5000)}</body></smil>`, 'too-many-elements'],
    ['a document of megabytes', `<smil>${' '.repeat(300_000)}</smil>`, 'too-large'],
    [
      'an element of a hundred attributes',
      `<smil ${Array.from({ length: 100 }, (_, n) => `a${n}=""`).join(' ')}/>`,
      'too-large',
    ],
    ['a character that is none', '<smil a="&#0;"/>', 'not-well-formed'],
    ['a surrogate', '<smil a="&#xD800;"/>', 'not-well-formed'],
    ['a tag cut off', '<smil><body><img src="a"', 'not-well-formed'],
    ['a comment cut off', '<smil><!-- ', 'not-well-formed'],
    ['ends in the wrong order', '<smil><a><b></a></b></smil>', 'not-well-formed'],
    ['two roots', '<smil/><smil/>', 'not-well-formed'],
    ['one attribute twice', '<smil a="" a=""/>', 'not-well-formed'],
    ['an end alone', '</smil>', 'not-well-formed'],
    ['nothing', '', 'not-well-formed'],
    ['HTML', '<html><body></body></html>', 'not-smil'],
  ])('refuses %s', (_name, text, code) => expect(errorOf(text)).toBe(code));
  it('tells the offset', () => {
    expect(() => readSmil('<smil><body><img src="&x;"/>')).toThrow(expect.objectContaining({ place: '22' }));
  });
  it('reads what is written in quadratic traps in no time', () => {
    const began = performance.now();
    for (const piece of ['<', '<!--', '<a ', '&', '<!DOCTYPE ', '<![CDATA[', ' a="', '<a>', '"', ']]>'])
      errorOf(`<smil>${piece.repeat(250_000 / piece.length)}`);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
