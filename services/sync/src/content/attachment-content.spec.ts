import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestMail } from '../activesync/mail.fixture.ts';
import { attachmentContent } from './attachment-content.ts';
import { MessageContent } from './message-content.ts';

let mail: TestMail;
beforeAll(async () => {
  mail = await TestMail.open();
});
afterAll(() => mail.close());

async function only(part: string) {
  const message = await mail.deliver(`Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\n${part}\n--b--\n`);
  const found = await attachmentContent(new MessageContent(mail.store, mail.blobs, mail.scope, message), [0]);
  return [found?.contentType, Buffer.from(found?.bytes ?? []).toString()];
}

describe('the content of an attachment', () => {
  it('is that of a file, decoded', async () => {
    const part = 'Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\naGVsbG8=';
    expect(await only(part)).toEqual(['application/pdf', 'hello']);
  });
  it('is an embedded message as it came', async () => {
    const [type, text] = await only('Content-Type: message/rfc822\n\nsubject:  inner\n\nhello');
    expect([type, text]).toEqual(['message/rfc822', 'subject:  inner\r\n\r\nhello']);
  });
  it('is a vCard where the object holds a Contact', async () => {
    const [type, text] = await only(
      'Content-Type: text/vcard\n\nBEGIN:VCARD\nVERSION:3.0\nN:Doe;Anna\nFN:Anna Doe\nEND:VCARD',
    );
    expect(type).toBe('text/vcard');
    expect(text).toMatch(/^BEGIN:VCARD\r\n/);
  });
  it('is the data of a Macintosh file', async () => {
    // An AppleDouble header whose one entry is a resource fork of one byte. RFC 1740 appendix A
    const header = Buffer.from(`0005160700020000${'00'.repeat(16)}000100000002000000260000000172`, 'hex');
    const part =
      'Content-Type: multipart/appledouble; boundary=d\n\n--d\nContent-Type: application/applefile\n' +
      `Content-Transfer-Encoding: base64\n\n${header.toString('base64')}\n--d\nContent-Type: image/jpeg\n\npicture\n--d--`;
    expect(await only(part)).toEqual(['image/jpeg', 'picture']);
  });
});
