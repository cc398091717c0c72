import { describe, expect, it } from 'vitest';
import { parseContentType, parseParameterized } from './index.ts';

const read = (text: string): Record<string, string> => Object.fromEntries(parseParameterized(text).parameters);

describe('parameters, RFC 2045 5.1 and RFC 2231', () => {
  it.each([
    ['text/plain; charset=us-ascii (Plain text)', { charset: 'us-ascii' }],
    ['text/plain; (c) charset (d) = (e) "us-ascii"', { charset: 'us-ascii' }],
    [
      'message/external-body; access-type=URL; URL*0="ftp://"; URL*1="cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar"',
      { 'access-type': 'URL', url: 'ftp://cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar' },
    ],
    ["application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A", { title: 'This is ***fun***' }],
    [
      "application/x-stuff; title*0*=us-ascii'en'This%20is%20even%20more%20; title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\"",
      { title: "This is even more ***fun*** isn't it!" },
    ],
    ["x; a*1*=%A4; a*0*=utf-8''%C3", { a: 'ä' }],
    ["x; a=plain; a*=utf-8''%C3%A4", { a: 'ä' }],
  ])('reads %j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

describe('parameters as mailers write them', () => {
  it.each([
    ['x; name="=?utf-8?Q?=C3=A4.pdf?="', { name: 'ä.pdf' }],
    ['x; name==?utf-8?B?w6QucGRm?=', { name: 'ä.pdf' }],
    ['x; name*0="=?utf-8?Q?=C3=A4?="; name*1=".pdf"', { name: 'ä.pdf' }],
    ['x; name=my report.pdf; size=3', { name: 'my report.pdf', size: '3' }],
    ['x; boundary="a b" charset=utf-8', { boundary: 'a b', charset: 'utf-8' }],
    ['x; charset=utf-8 format=flowed', { charset: 'utf-8', format: 'flowed' }],
    ['x;; ; a=1;', { a: '1' }],
    ['x; a="unclosed', { a: 'unclosed' }],
    ['x; a="back\\\\slash \\"q\\""', { a: 'back\\slash "q"' }],
    ['x; name="C:\\dir\\a.txt"', { name: 'C:\\dir\\a.txt' }],
    ['x; charset', {}],
    ['x; =y; a=1', { a: '1' }],
    ['x; a=1; a=2', { a: '1' }],
    ['x; a*=broken%zz', { a: 'broken%zz' }],
    ['x; a=', { a: '' }],
    ['multipart/mixed boundary=abc', { boundary: 'abc' }],
  ])('reads %j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

describe('media types, RFC 2045 5', () => {
  it('compares without regard to case and takes a whole type', () => {
    const type = parseContentType('Multipart/SIGNED; boundary=x');
    expect([type?.is('multipart/signed'), type?.is('multipart/*'), type?.is('text/*')]).toEqual([true, true, false]);
  });
  it.each([
    ['text', 'text/plain'],
    ['multipart; boundary=x', 'multipart/mixed'],
    ['application-x-gzip; name="document.xml.gz"', 'application/octet-stream'],
    ['TEXT / HTML', 'text/html'],
    ['html', undefined],
    ['', undefined],
    ['a/', undefined],
  ])('reads %j as %j', (text, mediaType) => {
    expect(parseContentType(text)?.mediaType).toBe(mediaType);
  });
});
