import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { isClearSigned, isOpaqueOrEncrypted, secureKindOf } from './index.ts';
import { bytes } from './secure-messages.fixture.ts';

const read = (header: string, body = 'x') => parseMime(bytes(`${header}\r\n\r\n${body}`));
const kindOf = (header: string) => secureKindOf(read(header));
const octets = 'Content-Type: application/octet-stream';

describe('clear-signed messages, [MS-OXOSMIME] 3.1.5.1.1', () => {
  it.each([
    ['in any case', 'Content-Type: Multipart/SIGNED; boundary=b'],
    ['with comments and folding', 'Content-Type: (a)\r\n multipart (b (c))\r\n\t/ signed (d); boundary=b'],
    ['of OpenPGP', 'Content-Type: multipart/signed; boundary=b; protocol="application/pgp-signature"'],
    ['of another protocol', 'Content-Type: multipart/signed; boundary=b; protocol="x/y"'],
    ['without a protocol', 'Content-Type: multipart/signed; boundary=b'],
    ['without a boundary', 'Content-Type: multipart/signed'],
    [
      'by the last of several Content-Type fields',
      'Content-Type: text/plain\r\nX: y\r\ncontent-type: multipart/signed; boundary=b',
    ],
  ])('are recognised %s', (_, header) => {
    expect(kindOf(header)).toBe('clear-signed');
    expect(isClearSigned(read(header))).toBe(true);
  });
  it.each([
    [
      'multipart/signed is not the last Content-Type',
      'Content-Type: multipart/signed; boundary=b\r\nContent-Type: text/plain',
    ],
    ['the subtype is another', 'Content-Type: multipart/signed-data; boundary=b'],
    ['the type is another', 'Content-Type: application/signed; boundary=b'],
    [
      'a part alone is signed',
      'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/signed; boundary=c',
    ],
    [
      'they stand under a transfer encoding',
      'Content-Type: multipart/signed; boundary=b\r\nContent-Transfer-Encoding: base64',
    ],
  ])('are not recognised where %s', (_, header) => {
    expect(kindOf(header)).toBeUndefined();
  });
  it.each([1, 2, 3])('are recognised with %d parts, whatever RFC 1847 says', (count) => {
    const parts = '--b\r\n\r\nx\r\n'.repeat(count);
    expect(secureKindOf(read('Content-Type: multipart/signed; boundary=b', `${parts}--b--\r\n`))).toBe('clear-signed');
  });
});

describe('opaque-signed and encrypted messages, [MS-OXOSMIME] 3.1.5.2.1', () => {
  it.each([
    'signed-data',
    'enveloped-data',
    'authEnveloped-data',
    'compressed-data',
    'certs-only',
    'signed-receipt',
    'Enveloped-Data',
    'unheard-of',
  ])('are recognised with smime-type %s', (smimeType) => {
    for (const type of ['application/pkcs7-mime', 'application/x-pkcs7-mime'])
      expect(kindOf(`Content-Type: ${type}; smime-type=${smimeType}`)).toBe('sealed');
  });
  it.each([
    ['without smime-type and name', 'Content-Type: application/pkcs7-mime'],
    ['in any case', 'content-TYPE: Application/X-PKCS7-Mime'],
    ['with comments and folding', 'Content-Type:\r\n application(a)/(b)\r\n\tpkcs7-mime\r\n (c); name=x'],
    ['by the last of several Content-Type fields', 'Content-Type: text/plain\r\nContent-Type: application/pkcs7-mime'],
    ['as octets by name', `${octets}; name=smime.p7m`],
    ['as octets by filename', `${octets}\r\nContent-Disposition: attachment; filename=smime.p7m`],
    [
      'as octets by name where filename is another',
      `${octets}; name=a.p7m\r\nContent-Disposition: attachment; filename=a.bin`,
    ],
    [
      'as octets by filename where name is another',
      `${octets}; name=a.bin\r\nContent-Disposition: attachment; filename=a.p7m`,
    ],
    ['as octets by a name in any case', `${octets}; NAME="Smime.P7M"`],
    ['as octets by a name that is only the extension', `${octets}; name=.p7m`],
    ['as octets by a name after a comment', `${octets} (a;b); name= (c) "x.p7m" (d)`],
    ['as octets by a name that is folded', `${octets};\r\n\tname="a\r\n b.p7m"`],
    ['as octets by a name in continuations, RFC 2231 3', `${octets}; name*0="a."; name*1=p7; name*2="m"`],
    ['as octets by a name in a charset, RFC 2231 4', `${octets}; name*=iso-8859-1'de'%FC%2Ep7m`],
    [
      'as octets by a filename in both, RFC 2231 4.1',
      `${octets}\r\nContent-Disposition: attachment; filename*0*=utf-8''%C3; filename*1*=%BC.p; filename*2=7m`,
    ],
    ['as octets by a name in an encoded word', `${octets}; name="=?utf-8?B?w7wucDdt?="`],
  ])('are recognised %s', (_, header) => {
    expect(kindOf(header)).toBe('sealed');
    expect(isOpaqueOrEncrypted(read(header))).toBe(true);
  });
  it.each([
    ['a signature alone', 'Content-Type: application/pkcs7-signature; name=smime.p7s'],
    ['a signature alone, as x-', 'Content-Type: application/x-pkcs7-signature'],
    ['octets named .p7s', `${octets}; name=smime.p7s`],
    ['octets named .p7c', `${octets}; name=smime.p7c`],
    ['octets named .p7m.txt', `${octets}; name=smime.p7m.txt`],
    ['octets named p7m without a point', `${octets}; name=xp7m`],
    ['octets without a name', octets],
    ['another type named .p7m', 'Content-Type: text/plain; name=smime.p7m'],
    [
      'a message whose last Content-Type is another',
      'Content-Type: application/pkcs7-mime\r\nContent-Type: text/plain',
    ],
    ['certificates of another type', 'Content-Type: application/pkcs7-certificates; name=a.p7m'],
    ['a message with no Content-Type', 'Subject: smime.p7m'],
  ])('are not recognised in %s', (_, header) => {
    expect(kindOf(header)).toBeUndefined();
  });
});
