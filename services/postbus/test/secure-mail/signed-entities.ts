/** Entities to be signed, each with something that a program which writes mail anew would change. RFC 1847 2.1 */

/** A MIME entity: its fields, an empty line, its body. Its bytes are in Latin-1, one character a byte. */
const text = (body: string, encoding = '8bit') =>
  `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`;

const everyHighByte = String.fromCharCode(...Array.from({ length: 128 }, (_, byte) => byte + 128));
const base64Line = `${'QUJD'.repeat(19)}\r\n`;
/** 1 MB of an attachment, decoded. */
const megabyte = base64Line.repeat(Math.ceil(1e6 / 57));

export const plainEntity = text('Hello  \r\n.\r\nFrom here on\r\n');

/** By what is odd about them. */
export const signedEntities: Readonly<Record<string, string>> = {
  'no last line end': text('Hello'),
  'empty lines at its end': text('Hello\r\n\r\n\r\n'),
  'trailing blanks': text('Hello  \t \r\n  \r\n\t\r\nx '),
  '8-bit bytes': text(`caf\xc3\xa9 ${everyHighByte}\r\n`),
  'NUL bytes': text('a\0b\r\n', 'binary'),
  'lines of 998 bytes': text(`${'x'.repeat(998)}\r\n${'\xe9'.repeat(998)}\r\n${'.'.repeat(998)}\r\n`),
  'lines of dots': text('.\r\n..\r\n.x\r\n...\r\n.'),
  'lines that begin with From': text('From here\r\n>From there\r\nFrom \r\n'),
  'lines that are nearly boundaries': text('--\r\n--out\r\n-- outer\r\n-----\r\n'),
  'no header': '\r\nHello\r\n',
  'fields in odd case, folded':
    'content-TYPE:\r\n\ttext/plain ;\r\n  charset = us-ascii\r\nX-Odd:   a  \r\n \tb\r\n\r\nHello\r\n',
  'quoted-printable that nobody would write so': text('=48e=6Clo =\r\n=\r\nx=20\r\n', 'quoted-printable'),
  'base64 in lines of odd lengths': text('SGVs\r\nbG8gd29y\r\nbGQ=\r\n\r\n', 'base64'),
  'parts with preamble and epilogue':
    'Content-Type: multipart/mixed; boundary="inner"\r\n\r\npreamble  \r\n--inner\r\n\r\none\r\n--inner  \r\nContent-Type: text/html\r\n\r\n<p>two\r\n--inner--\r\nepilogue  \r\n',
  'an attachment of 1 MB': `Content-Type: multipart/mixed; boundary="inner"\r\n\r\n--inner\r\n\r\nSee file.\r\n--inner\r\nContent-Type: application/octet-stream; name=a.bin\r\nContent-Disposition: attachment; filename=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n${megabyte}--inner--\r\n`,
  'a nested message':
    'Content-Type: multipart/mixed; boundary="inner"\r\n\r\n--inner\r\n\r\nSee below.\r\n--inner\r\nContent-Type: message/rfc822\r\n\r\nfrom: kim@there.example\r\nSubject:   inside \r\n\r\nFrom here  \r\n--inner--\r\n',
};

/** How a multipart/signed is written around its two parts. RFC 2046 5.1.1 */
export interface Wrapping {
  readonly boundary?: string;
  readonly preamble?: string;
  /** Behind the last delimiter. */
  readonly epilogue?: string;
  /** Blanks behind each delimiter. */
  readonly padding?: string;
  /** Fields of the multipart/signed; `%` stands for the boundary. */
  readonly fields?: string;
}

/** By what is odd about them. */
export const wrappings: Readonly<Record<string, Wrapping>> = {
  'a preamble': { preamble: 'This is  \r\n--oute\r\n\r\n' },
  'an epilogue': { epilogue: '\r\nfooter  \r\n--not\r\n.\r\nFrom\r\n\r\n' },
  'no line end behind its last boundary': { epilogue: '' },
  'blanks behind its boundaries': { padding: ' \t ' },
  'a boundary of every character': { boundary: `'()+_,-./:=? x` },
  'a boundary of 70 characters': { boundary: '-'.repeat(69).padEnd(70, 'b') },
  'fields in odd case, folded': {
    fields:
      'content-TYPE: multipart/SIGNED;\r\n\tProtocol="application/x-pkcs7-signature";\r\n  micalg=SHA-256 ; boundary="%"\r\n',
  },
};

const signedFields =
  'Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r\n micalg=sha-256; boundary="%"\r\n';

/** The fields and the body of a multipart/signed. @param signature DER @param entity Latin-1 */
export function clearSigned(entity: string, signature: Buffer, wrapping: Wrapping): string {
  const { boundary = 'outer', preamble = '', epilogue = '\r\n', padding = '', fields = signedFields } = wrapping;
  const lines = signature.toString('base64').replace(/.{1,64}/g, '$&\r\n');
  const signatureFields =
    'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="smime.p7s"\r\n';
  const delimiter = `--${boundary}`;
  return [
    `${fields.replace('%', () => boundary)}\r\n${preamble}${delimiter}${padding}\r\n`,
    `${entity}\r\n${delimiter}${padding}\r\n`,
    `${signatureFields}\r\n${lines}\r\n${delimiter}--${padding}${epilogue}`,
  ].join('');
}
