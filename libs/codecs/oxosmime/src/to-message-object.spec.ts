import {
  AttachMethod,
  type MessageObject,
  PidNameContentType,
  PidTagAttachDataBinary,
  PidTagAttachExtension,
  PidTagAttachFilename,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagAttachNumber,
  PidTagAttachSize,
  PidTagAttachmentHidden,
  PidTagBody,
  PidTagBodyContentId,
  PidTagDisplayName,
  PidTagHasAttachments,
  PidTagHtml,
  PidTagInternetMessageId,
  PidTagMessageClass,
  PidTagNativeBody,
  PidTagRtfCompressed,
  PidTagSentRepresentingSmtpAddress,
  PidTagSubject,
  PidLidInfoPathFormName,
  isExternal,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { resolveBytes, resolverOf, summarize, toMessageObject } from '@postbus/oxcmail';
import { describe, expect, it } from 'vitest';
import { bytes, header, text } from './secure-messages.fixture.ts';

const objectOf = (message: string): MessageObject => toMessageObject(parseMime(bytes(message)));
const contentOf = (message: string, object = objectOf(message), index = 0): string =>
  text(resolveBytes(object.attachments[index]!.properties.get(PidTagAttachDataBinary)!, resolverOf(bytes(message))));

const contentType =
  'Content-Type: multipart/signed; micalg=sha-256;\r\n\tprotocol="application/pkcs7-signature"; boundary=s\r\n';
const firstPart =
  'Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n' +
  '--a\r\n\r\nplain text\r\n--a\r\nContent-Type: text/html\r\n\r\n<b>rich</b>\r\n--a--\r\n' +
  '--m\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n%PDF\r\n--m--\r\n';
const signature =
  'Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\nMAA=\r\n';
const parts = `preamble\r\n--s\r\n${firstPart}\r\n--s\r\n${signature}\r\n--s--\r\nepilogue`;
const clearSigned = `${header}X-Before: 1\r\n${contentType}X-After: 2\r\nContent-Description: d\r\n\r\n${parts}`;

describe('a clear-signed message as a Message object, [MS-OXOSMIME] 2.2.1, 3.1.5.1.2', () => {
  const { properties, attachments } = objectOf(clearSigned);
  const bag = attachments[0]!.properties;

  it('has the class IPM.Note.SMIME.MultipartSigned', () => {
    expect(properties.get(PidTagMessageClass)).toBe('IPM.Note.SMIME.MultipartSigned');
  });
  it('has the body of the first part, read as a complete message', () => {
    expect(properties.get(PidTagBody)).toBe('plain text');
    expect(text(properties.get(PidTagHtml) as Uint8Array)).toBe('<b>rich</b>');
  });
  it('has the other properties of an ordinary message', () => {
    expect(properties.get(PidTagSubject)).toBe('hello');
    expect(properties.get(PidTagInternetMessageId)).toBe('<1@example.org>');
    expect(properties.get(PidTagSentRepresentingSmtpAddress)).toBe('a@example.org');
    expect(properties.get(PidTagHasAttachments)).toBe(true);
  });
  it('has exactly one attachment: those of the first part are not promoted', () => {
    expect(attachments).toHaveLength(1);
    expect([bag.get(PidTagAttachNumber), bag.get(PidTagAttachmentHidden)]).toEqual([0, false]);
  });
  it('has the whole entity as its content, with Content-Type and its parameters, and no other field', () => {
    expect(contentOf(clearSigned)).toBe(`${contentType}\r\n${parts}`);
    expect(bag.get(PidTagAttachSize)).toBe(`${contentType}\r\n${parts}`.length);
  });
  it('leaves the entity where it lies in the original', () => {
    const value = bag.get(PidTagAttachDataBinary);
    expect(isExternal(value) && value.in === 'mime' && value.transferEncoding).toBe('binary');
  });
  it('has PidTagAttachMethod afByValue', () => {
    expect(bag.get(PidTagAttachMethod)).toBe(AttachMethod.afByValue);
  });
  it('has PidTagAttachMimeTag multipart/signed', () => {
    expect(bag.get(PidTagAttachMimeTag)).toBe('multipart/signed');
    expect(
      objectOf(clearSigned.replace('multipart/signed', 'Multipart/Signed')).attachments[0]!.properties.get(
        PidTagAttachMimeTag,
      ),
    ).toBe('multipart/signed');
  });
  it('is called SMIME.txt', () => {
    const names = [PidTagAttachFilename, PidTagAttachLongFilename, PidTagDisplayName].map((name) => bag.get(name));
    expect(names).toEqual(['SMIME.txt', 'SMIME.txt', 'SMIME.txt']);
    expect(bag.get(PidTagAttachExtension)).toBe('.txt');
  });
  it('keeps the last of several Content-Type fields', () => {
    const twice = clearSigned.replace('X-Before: 1', 'Content-Type: multipart/signed; boundary=no');
    expect(contentOf(twice)).toBe(`${contentType}\r\n${parts}`);
  });
  it('has no body where the first part is encrypted', () => {
    const sealed = clearSigned.replace(firstPart, 'Content-Type: application/pkcs7-mime\r\n\r\nx\r\n');
    const { properties: bag } = objectOf(sealed);
    expect([PidTagBody, PidTagHtml].map((form) => bag.has(form))).toEqual([false, false]);
  });
  it('has no body where the first part is a message', () => {
    const nested = clearSigned.replace(
      firstPart,
      'Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\ninner text\r\n',
    );
    expect(objectOf(nested).properties.has(PidTagBody)).toBe(false);
    expect(objectOf(nested).attachments).toHaveLength(1);
  });
  it('has the text within two signatures', () => {
    const twice = clearSigned.replace(
      firstPart,
      `${contentType.replace('boundary=s', 'boundary=t')}\r\n--t\r\n\r\ninner text\r\n--t\r\n${signature}--t--\r\n`,
    );
    expect(objectOf(twice).properties.get(PidTagBody)).toBe('inner text');
  });
  it('keeps uuencoded files in the text, for they are not promoted', () => {
    const encoded = 'before\r\nbegin 644 a.txt\r\n#86)C\r\n`\r\nend\r\nafter\r\n';
    expect(objectOf(clearSigned.replace(firstPart, `\r\n${encoded}`)).properties.get(PidTagBody)).toContain(
      'begin 644',
    );
  });
  it('shows the text of one whose parts cannot be told, and keeps its bytes', () => {
    const broken = `${header}Content-Type: multipart/signed; boundary=none\r\n\r\n--s\r\ntext`;
    const object = objectOf(broken);
    expect(object.properties.get(PidTagMessageClass)).toBe('IPM.Note.SMIME.MultipartSigned');
    expect(object.properties.get(PidTagBody)).toBe('--s\r\ntext');
    expect(contentOf(broken, object)).toBe('Content-Type: multipart/signed; boundary=none\r\n\r\n--s\r\ntext');
  });
  it.each(['', '\r\n', '\n', '\r\n\r\n', '\nno field', '\r\n--s'])(
    'keeps what there is of one that ends with %j',
    (end) => {
      const broken = `Content-Type: multipart/signed; boundary=s${end}`;
      expect(contentOf(broken)).toMatch(/^Content-Type: multipart\/signed; boundary=s\r?\n/);
    },
  );
});

const cms = 'MAsGCSqGSIb3DQEHAw==';
const sealedType = 'application/pkcs7-mime; smime-type=enveloped-data;\r\n name="smime.p7m"';
const sealed =
  `${header}Content-Type: text/plain\r\nContent-Type: ${sealedType}\r\nContent-Transfer-Encoding: base64\r\n` +
  `Content-Disposition: attachment; filename=smime.p7m\r\nContent-ID: <c@d>\r\n\r\n${cms}\r\n`;

describe('an opaque-signed or encrypted message as a Message object, [MS-OXOSMIME] 2.2.2, 3.1.5.2.2', () => {
  const object = objectOf(sealed);
  const { properties, attachments } = object;
  const bag = attachments[0]!.properties;

  it('has the class IPM.Note.SMIME', () => {
    expect(properties.get(PidTagMessageClass)).toBe('IPM.Note.SMIME');
  });
  it('has no body, of any form, and no preview', () => {
    const forms = [PidTagBody, PidTagHtml, PidTagRtfCompressed, PidTagBodyContentId];
    expect(forms.map((form) => properties.has(form))).toEqual([false, false, false, false]);
    expect(properties.get(PidTagNativeBody)).toBe(0);
    expect(summarize(object, bytes(sealed)).preview).toBe('');
  });
  it('has no body even where the content could be read', () => {
    const readable = sealed
      .replace('enveloped-data', 'signed-data')
      .replace(cms, btoa('0Content-Type: text/plain\r\n\r\nhello'));
    expect(summarize(objectOf(readable), bytes(readable)).preview).toBe('');
  });
  it('has the other properties of an ordinary message', () => {
    expect(properties.get(PidTagSubject)).toBe('hello');
    expect(properties.get(PidTagHasAttachments)).toBe(true);
  });
  it('has the last Content-Type, with its parameters, in PS_INTERNET_HEADERS', () => {
    expect(properties.get(PidNameContentType)).toBe(
      'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"',
    );
  });
  it('has exactly one attachment: the content, its transfer encoding removed', () => {
    expect(attachments).toHaveLength(1);
    expect(Buffer.from(contentOf(sealed), 'latin1').toString('base64')).toBe(cms);
  });
  it.each([
    ['quoted-printable', '0=01=\r\n=FF'],
    ['8bit', '0\x01\xff'],
  ])('removes %s', (encoding, body) => {
    const message = sealed.replace('base64', encoding).replace(`${cms}\r\n`, body);
    expect(contentOf(message)).toBe('0\x01\xff');
  });
  it('leaves long content where it lies in the original', () => {
    const long = sealed.replace(cms, 'MAAA'.repeat(3000));
    expect(objectOf(long).attachments[0]!.properties.get(PidTagAttachDataBinary)).toMatchObject({
      in: 'mime',
      size: 9000,
    });
  });
  it('has the attachment that it would be as part of a message', () => {
    expect([bag.get(PidTagAttachMimeTag), bag.get(PidTagAttachMethod)]).toEqual(['application/pkcs7-mime', 1]);
    expect([bag.get(PidTagAttachLongFilename), bag.get(PidTagAttachExtension)]).toEqual(['smime.p7m', '.p7m']);
  });
  it.each(['application/pkcs7-mime', 'application/x-pkcs7-mime', 'application/octet-stream'])(
    'has the media type %s of its entity',
    (type) => {
      const [attachment] = objectOf(sealed.replace('application/pkcs7-mime', type)).attachments;
      expect(attachment!.properties.get(PidTagAttachMimeTag)).toBe(type);
    },
  );
  it('has no path in the name of its attachment', () => {
    const message = sealed.replace('filename=smime.p7m', 'filename="..\\\\..\\\\a/b/c.p7m"');
    expect(objectOf(message).attachments[0]!.properties.get(PidTagAttachLongFilename)).toBe('....abc.p7m');
  });
  it('is a secure receipt by smime-type=signed-receipt, endnote 5', () => {
    const receipt = sealed.replace('enveloped-data', 'Signed-Receipt');
    expect(objectOf(receipt).properties.get(PidTagMessageClass)).toBe('IPM.Note.Receipt.SMIME');
    expect(objectOf(receipt).attachments).toHaveLength(1);
  });
});

describe('classes of secure messages by Content-Class, [MS-OXCMAIL] 2.2.3.2.15, [MS-OXOSMIME] endnote 3', () => {
  const withClass = (message: string, contentClass: string) =>
    objectOf(`Content-Class: ${contentClass}\r\n${message}`).properties;
  it.each([
    [sealed, 'IPM.InfoPathForm.{1}.Expenses.SMIME'],
    [clearSigned, 'IPM.InfoPathForm.{1}.Expenses.SMIME.MultipartSigned'],
  ])('are those of InfoPath with a suffix', (message, expected) => {
    const bag = withClass(message, 'InfoPathForm.{1}.Expenses');
    expect(bag.get(PidTagMessageClass)).toBe(expected);
    expect(bag.get(PidLidInfoPathFormName)).toBe('InfoPathForm.{1}.Expenses');
  });
  it.each(['voice', 'voice-ca', 'missedcall', 'fax', 'urn:content-class:custom.A', 'rpmsg.message', 'InfoPathForm.'])(
    'stay those of S/MIME with %s',
    (contentClass) => {
      expect(withClass(sealed, contentClass).get(PidTagMessageClass)).toBe('IPM.Note.SMIME');
      expect(withClass(clearSigned, contentClass).get(PidTagMessageClass)).toBe('IPM.Note.SMIME.MultipartSigned');
    },
  );
  it('stay those of a receipt', () => {
    const receipt = sealed.replace('enveloped-data', 'signed-receipt');
    expect(withClass(receipt, 'InfoPathForm.{1}.Expenses').get(PidTagMessageClass)).toBe('IPM.Note.Receipt.SMIME');
  });
});

describe('signatures and certificates alone', () => {
  it.each([
    ['application/pkcs7-signature; name=smime.p7s', 'smime.p7s'],
    ['application/octet-stream; name=a.p7s', 'a.p7s'],
    ['application/octet-stream; name=a.p7c', 'a.p7c'],
  ])('stay ordinary attachments: %s', (type, name) => {
    const { properties, attachments } = objectOf(
      `${header}Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${cms}\r\n`,
    );
    expect(properties.get(PidTagMessageClass)).toBe('IPM.Note');
    expect(attachments.map((one) => one.properties.get(PidTagAttachLongFilename))).toEqual([name]);
  });
});

describe('secure messages within others', () => {
  const forward = (message: string) =>
    `${header}Content-Type: multipart/mixed; boundary=f\r\n\r\n--f\r\n\r\nsee below\r\n--f\r\nContent-Type: message/rfc822\r\n\r\n${message}\r\n--f--\r\n`;
  it('are embedded objects of their class, with their one attachment', () => {
    for (const [message, messageClass] of [
      [clearSigned, 'IPM.Note.SMIME.MultipartSigned'],
      [sealed, 'IPM.Note.SMIME'],
    ] as const) {
      const object = objectOf(forward(message));
      const embedded = object.attachments[0]!.embedded!;
      expect(object.properties.get(PidTagMessageClass)).toBe('IPM.Note');
      expect(embedded.properties.get(PidTagMessageClass)).toBe(messageClass);
      expect(embedded.attachments).toHaveLength(1);
      expect(contentOf(forward(message), embedded)).toBe(contentOf(message));
    }
  });
});
