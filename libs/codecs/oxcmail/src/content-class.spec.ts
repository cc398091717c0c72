import {
  PidLidInfoPathFormName,
  PidNameContentClass,
  PidTagAttachLongFilename,
  PidTagMessageClass,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { toMessageObject } from './index.ts';

const message = (contentClass: string, attachment = 'a/b', content = 'x') =>
  toMessageObject(
    parseMime(
      new Uint8Array(
        Buffer.from(
          `Content-Class: ${contentClass}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n` +
            `--b\r\nContent-Type: ${attachment}\r\n\r\n${content}\r\n--b--\r\n`,
        ),
      ),
    ),
  );
const classOf = (contentClass: string, attachment?: string) =>
  message(contentClass, attachment).properties.get(PidTagMessageClass);

describe('the class of a message by its Content-Class, [MS-OXCMAIL] 2.2.3.2.15', () => {
  it.each([
    ['fax', 'image/tiff', 'IPM.Note.Microsoft.Fax'],
    ['Fax-CA', 'image/tiff', 'IPM.Note.Microsoft.Fax.CA'],
    ['missedcall', 'a/b', 'IPM.Note.Microsoft.Missed.Voice'],
    ['voice-uc', 'a/b', 'IPM.Note.Microsoft.Conversation.Voice'],
    ['voice-ca', 'audio/wav', 'IPM.Note.Microsoft.Voicemail.UM.CA'],
    ['voice', 'audio/mpeg', 'IPM.Note.Microsoft.Voicemail.UM'],
    ['urn:content-class:custom.Order', 'a/b', 'IPM.Note.Custom.Order'],
    ['InfoPathForm.{1}.Expenses', 'a/b', 'IPM.InfoPathForm.{1}.Expenses'],
    ['urn:content-classes:message', 'a/b', 'IPM.Note'],
  ])('%s with %s is %s', (contentClass, attachment, expected) => {
    expect(classOf(contentClass, attachment)).toBe(expected);
  });
  it.each([
    ['fax', 'application/pdf'],
    ['voice', 'image/tiff'],
    ['voice-ca', 'a/b'],
    ['urn:content-class:custom.', 'a/b'],
    ['urn:content-class:custom.not a class', 'a/b'],
    [`infopathform.${'x'.repeat(300)}`, 'a/b'],
  ])('%s with %s is IPM.Note, for it has not what that class requires', (contentClass, attachment) => {
    expect(classOf(contentClass, attachment)).toBe('IPM.Note');
  });
  it('names the form of InfoPath, [MS-OXCMSG] 2.2.1.27', () => {
    expect(message('InfoPathForm.{1}.Expenses').properties.get(PidLidInfoPathFormName)).toBe(
      'InfoPathForm.{1}.Expenses',
    );
  });
  it('keeps a rights-managed message as IPM.Note with its message.rpmsg, [MS-OXORMMS] 2.2.1', () => {
    const { properties, attachments } = message(
      'rpmsg.message',
      'application/x-microsoft-rpmsg-message; name=message.rpmsg',
    );
    expect([properties.get(PidTagMessageClass), properties.get(PidNameContentClass)]).toEqual([
      'IPM.Note',
      'rpmsg.message',
    ]);
    expect(attachments[0]!.properties.get(PidTagAttachLongFilename)).toBe('message.rpmsg');
  });
  it('does not take a secure message for a fax', () => {
    const secure =
      'Content-Class: missedcall\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nx';
    const { properties } = toMessageObject(parseMime(new Uint8Array(Buffer.from(secure))));
    expect(properties.get(PidTagMessageClass)).toBe('IPM.Note.SMIME');
  });
});
