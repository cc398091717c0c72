/** Messages for tests, made of bytes that are told apart: each byte of the signed entity is known. */
import { indexOfBytes } from '@postbus/bytes';
import type { OpensslFolder } from './openssl.fixture.ts';

/** A clear-signed entity as a signer could have made it. */
export interface SignedShape {
  /** The first part, with its header; signed as it is. */
  readonly content: string;
  readonly lineEnd?: string;
  readonly boundary?: string;
  /** How the Content-Type tells the boundary. */
  readonly parameter?: string;
  readonly afterDelimiter?: string;
  readonly preamble?: string;
  readonly epilogue?: string;
}

/** Bytes of a string, one a character. */
export const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
/** A string of bytes, a character each. */
export const text = (content: Uint8Array): string => Buffer.from(content).toString('latin1');

const body = (content: string, type = 'text/plain'): string => `Content-Type: ${type}\r\n\r\n${content}`;
const line = 'x'.repeat(99);

/** Contents and forms that careless programs change. */
export const oddShapes: Readonly<Record<string, SignedShape>> = {
  'CRLF line ends': { content: body('one\r\ntwo\r\n') },
  'LF line ends': { content: 'Content-Type: text/plain\n\none\ntwo\n', lineEnd: '\n' },
  'mixed line ends': { content: body('one\ntwo\r\nthree\rfour\r\r\n\n') },
  'trailing blanks': { content: body('one \t\r\n-- \r\n \r\n\r\n\r\n') },
  '8-bit text': { content: body('Gr\xfc\xdfe \xc3\xbc \xff\r\n', 'text/plain; charset=iso-8859-1') },
  'zeros and control characters': { content: body('a\0b\x1a\x7f\x1b\r\n', 'application/octet-stream') },
  'a line of 998': { content: body(`${'x'.repeat(998)}\r\n`) },
  'a line of 2000': { content: body(`${'x'.repeat(2000)}\r\n`) },
  'a line of 100000': { content: body(`${'x'.repeat(100_000)}\r\n`) },
  'lines of dots': { content: body('.\r\n..\r\n.one\r\n\r\n.\r\n') },
  '"From " lines': { content: body('From a\r\n>From b\r\n>>From c\r\n') },
  'a preamble and an epilogue': {
    content: body('text\r\n'),
    preamble: 'This is S/MIME \r\n--not it\r\n',
    epilogue: '\r\nend\r\n--\r\n\r\n',
  },
  'an epilogue without a line end': { content: body('text'), epilogue: 'end' },
  'an odd boundary': { content: body('text\r\n'), boundary: "'()+_,-./:=?", parameter: '"\'()+_,-./:=?"' },
  'a boundary of blanks': { content: body('text\r\n'), boundary: 'a b  c', parameter: '"a b  c"' },
  'a boundary with escapes': { content: body('text\r\n'), boundary: 'a"b', parameter: '"a\\"b" (of\r\n\tours)' },
  'blanks after delimiters': { content: body('text\r\n'), afterDelimiter: ' \t' },
  'lines like delimiters': { content: body('--\r\n--sig\r\n-- =_s\r\n--=_\r\n --=_signed\r\n') },
  'a boundary folded': { content: body('text\r\n'), boundary: 'b', parameter: '"b";\r\n x-note="a;  b"' },
  'an empty first part': { content: '' },
  'a first part without a header': { content: '\r\ntext\r\n' },
  'a first part that is a multipart': {
    content:
      'Content-Type: multipart/mixed; boundary=in\r\n\r\n \r\n--in\r\n\r\ntext\r\n--in\r\n' +
      'Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBE\nRg==\r\n--in--\r\n \r\n',
  },
  'a nested message': {
    content: `Content-Type: message/rfc822\r\n\r\nSubject: in\r\nFrom: c@example.org\r\n\r\n${line}\n\r\n`,
  },
  'a signed part that is signed': {
    content:
      'Content-Type: multipart/signed; boundary=in; protocol="application/pgp-signature"\r\n\r\n--in\r\n\r\ntext\r\n' +
      '--in\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--in--\r\n',
  },
  'a first part that is enveloped': {
    content:
      'Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\nContent-Transfer-Encoding: base64\r\n\r\nMAA=\r\n',
  },
  'quoted-printable': { content: 'Content-Transfer-Encoding: quoted-printable\r\n\r\na=20=\r\nb=0d\t=\r\n' },
};

export const usualBoundary = '=_signed';

/** The whole entity, its Content-Type its only field. */
export function signedEntity(shape: SignedShape, openssl: Pick<OpensslFolder, 'signature'>): Uint8Array {
  const { lineEnd = '\r\n', boundary = usualBoundary, afterDelimiter = '', preamble = '', epilogue = '' } = shape;
  const signature = Buffer.from(openssl.signature(bytes(shape.content))).toString('base64');
  const delimiter = `--${boundary}`;
  const lines = [
    `Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256;`,
    `\tboundary=${shape.parameter ?? `"${boundary}"`}`,
    '',
    `${preamble}${delimiter}${afterDelimiter}`,
    shape.content,
    `${delimiter}${afterDelimiter}`,
    'Content-Type: application/pkcs7-signature; name="smime.p7s"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="smime.p7s"',
    '',
    ...signature.match(/.{1,64}/g)!,
    `${delimiter}--${afterDelimiter}`,
    epilogue,
  ];
  return bytes(lines.join(lineEnd));
}

/** What stands between the first two delimiters, and the signature after them. */
export function signedParts(entity: Uint8Array, shape: SignedShape): { content: Uint8Array; signature: Uint8Array } {
  const { lineEnd = '\r\n', boundary = usualBoundary, afterDelimiter = '' } = shape;
  const whole = text(entity);
  const delimiter = `--${boundary}${afterDelimiter}${lineEnd}`;
  const start =
    whole.indexOf(`${lineEnd}${delimiter}`) === -1
      ? whole.indexOf(delimiter)
      : whole.indexOf(`${lineEnd}${delimiter}`) + lineEnd.length;
  const from = start + delimiter.length;
  const end = whole.indexOf(`${lineEnd}${delimiter}`, from - lineEnd.length);
  const last = whole.indexOf(`${lineEnd}--${boundary}--`, end);
  const part = whole.slice(end, last);
  const encoded = part.slice(part.indexOf(`${lineEnd}${lineEnd}`));
  return { content: bytes(whole.slice(from, end)), signature: new Uint8Array(Buffer.from(encoded, 'base64')) };
}

export const header =
  'From: a@example.org\r\nTo: b@example.org\r\nSubject: hello\r\nDate: Fri, 1 Nov 2024 10:00:00 +0000\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n';

/** `entity` as a message. */
export function messageOf(entity: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([bytes(header), entity]));
}

/** Whether `part` stands in `whole`, byte for byte. */
export function has(whole: Uint8Array, part: Uint8Array): boolean {
  return indexOfBytes(whole, part) !== -1;
}
