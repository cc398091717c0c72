import { PidTagAttachFlags } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { resolvedAddress } from './content-location.ts';
import { toMessageObject } from './index.ts';

const shown = (htmlFields: string, html: string, imageFields: string) => {
  const text =
    'Content-Type: multipart/related; boundary=b; type="text/html"\n\n' +
    `--b\nContent-Type: text/html\n${htmlFields}\n${html}\n--b\nContent-Type: image/gif\n${imageFields}\nx\n--b--\n`;
  const message = toMessageObject(parseMime(new Uint8Array(Buffer.from(text.replaceAll('\n', '\r\n')))));
  return message.attachments[0]!.properties.get(PidTagAttachFlags) === 4;
};

describe('addresses counted from a base, RFC 3986 5.4', () => {
  const base = 'http://a/b/c/d;p?q';
  it.each([
    ['g:h', 'g:h'],
    ['g', 'http://a/b/c/g'],
    ['./g', 'http://a/b/c/g'],
    ['g/', 'http://a/b/c/g/'],
    ['/g', 'http://a/g'],
    ['//g', 'http://g'],
    ['g?y', 'http://a/b/c/g?y'],
    ['g#s', 'http://a/b/c/g#s'],
    ['../g', 'http://a/b/g'],
    ['../../g', 'http://a/g'],
    ['../../../g', 'http://a/g'],
    ['/./g', 'http://a/g'],
    ['/../g', 'http://a/g'],
    ['g;x=1/../y', 'http://a/b/c/y'],
  ])('resolves %s to %s', (reference, whole) => {
    expect(resolvedAddress(reference, base)).toBe(whole);
  });
});

describe('pictures by Content-Location, RFC 2557, [MS-OXCMAIL] 2.2.3.4.1.4', () => {
  it.each([
    ['as it stands', '', '<img src="pic.gif">', 'Content-Location: pic.gif\n'],
    ['whole in both', '', '<img src="http://x/pic.gif">', 'Content-Location: http://x/pic.gif\n'],
    [
      'counted from the base element',
      '',
      '<base href="http://x/a/"><img src="pic.gif">',
      'Content-Location: http://x/a/pic.gif\n',
    ],
    [
      'counted from Content-Base of the HTML',
      'Content-Base: http://x/a/\n',
      '<img src="../pic.gif">',
      'Content-Location: http://x/pic.gif\n',
    ],
    [
      'counted from Content-Location of the HTML',
      'Content-Location: http://x/a/page.html\n',
      '<img src="pic.gif">',
      'Content-Location: http://x/a/pic.gif\n',
    ],
    [
      'relative in the part, whole in the HTML',
      'Content-Base: http://x/\n',
      '<img src="http://x/pic.gif">',
      'Content-Location: pic.gif\n',
    ],
    [
      'with a base of its own',
      '',
      '<img src="http://y/pic.gif">',
      'Content-Location: pic.gif\nContent-Base: http://y/\n',
    ],
    ['in lines', '', '<img src="http://x/long/pic.gif">', 'Content-Location: http://x/long/\n pic.gif\n'],
  ])('are shown by an address %s', (_, htmlFields, html, imageFields) => {
    expect(shown(htmlFields, html, imageFields)).toBe(true);
  });
  it('are not shown by another address', () => {
    expect(shown('', '<img src="http://x/pic.gif">', 'Content-Location: http://y/pic.gif\n')).toBe(false);
    expect(shown('Content-Base: http://x/\n', '<img src="pic.gif">', 'Content-Location: http://x/a/pic.gif\n')).toBe(
      false,
    );
  });
});
