import { macBinaryEncoding, macBinaryOf, macFile } from '@postbus/apple-file';
import {
  AttachMethod,
  PidNameAttachmentMacContentType,
  PidTagAttachEncoding,
  PidTagAttachMimeTag,
  PropertyBag,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { attachmentFile, embeddedFile, summarize, toMessageObject } from './index.ts';

const convert = (part: string) =>
  toMessageObject(
    parseMime(
      new Uint8Array(
        Buffer.from(
          `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n${part.replaceAll('\n', '\r\n')}\r\n--b--`,
        ),
      ),
    ),
  );

describe('attachments as files', () => {
  it('are their content, and octets where nothing tells what they are', () => {
    const content = Uint8Array.of(1, 2);
    const pdf = new PropertyBag().set(PidTagAttachMimeTag, 'application/pdf');
    expect(attachmentFile(pdf, content)).toEqual({ bytes: content, contentType: 'application/pdf' });
    expect(attachmentFile(new PropertyBag(), content).contentType).toBe('application/octet-stream');
  });
  it('are the data fork of a Macintosh file, with its own type, [MS-OXCMAIL] 2.2.3.4.2', () => {
    const bag = new PropertyBag()
      .set(PidTagAttachEncoding, macBinaryEncoding)
      .set(PidTagAttachMimeTag, 'multipart/appledouble')
      .set(PidNameAttachmentMacContentType, 'image/jpeg');
    const content = macBinaryOf(
      macFile({ name: 'a', dataFork: Buffer.from('picture'), resourceFork: Buffer.from('r') }),
    );
    const { bytes, contentType } = attachmentFile(bag, content);
    expect([Buffer.from(bytes).toString(), contentType]).toEqual(['picture', 'image/jpeg']);
    expect(attachmentFile(bag, Buffer.from('no MacBinary')).contentType).toBe('multipart/appledouble');
  });
  it('are messages where they are embedded', () => {
    const { embedded } = convert('Content-Type: message/rfc822\n\nSubject: inner\n\nhello').attachments[0]!;
    const { bytes, contentType } = embeddedFile(embedded!);
    expect(contentType).toBe('message/rfc822');
    expect(Buffer.from(bytes).toString()).toMatch(/^Subject: inner\r$/m);
  });
  it('are vCards where they are Contacts, and are listed as such', () => {
    const message = convert('Content-Type: text/vcard\n\nBEGIN:VCARD\nVERSION:3.0\nN:Doe;Anna\nFN:Anna Doe\nEND:VCARD');
    const { bytes, contentType } = embeddedFile(message.attachments[0]!.embedded!);
    expect(contentType).toBe('text/vcard');
    expect(Buffer.from(bytes).toString()).toMatch(/^FN(?:;[^:]*)?:Anna Doe\r$/m);
    expect(summarize(message).attachments[0]).toMatchObject({
      displayName: 'Anna Doe.vcf',
      method: AttachMethod.afByValue,
      contentType: 'text/vcard',
    });
  });
});
