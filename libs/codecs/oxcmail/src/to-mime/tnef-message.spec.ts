import {
  PidLidUseTnef,
  PidTagBody,
  PidTagHtml,
  PidTagRecipientType,
  PidTagSubject,
  PidTagTnefCorrelationKey,
} from '@postbus/mapi';
import { readTnef } from '@postbus/oxtnef';
import { describe, expect, it } from 'vitest';
import { recipientRow } from '../recipients.ts';
import { toMime } from './to-mime.ts';
import { file, messageOf, note, structureOf, toBob, user, written } from './written-message.fixture.ts';

const secret = recipientRow(user('Secret', 'secret@x.test'), 3, 1);
const message = {
  ...messageOf(note().set(PidTagHtml, Buffer.from('<p>HTML')), file('a.bin', 'a/b', Buffer.from('content'))),
  recipients: [...toBob, secret],
};

describe('TNEF messages, [MS-OXCMAIL] 2.1.2', () => {
  it('are a text and all of the object beside it, related by the id of the message, 2.1.3.2.26, 2.1.3.3.2', () => {
    const mime = written(message, { tnef: 'always' });
    expect(structureOf(mime)).toEqual(['multipart/mixed', 'text/plain', 'application/ms-tnef']);
    expect(mime.parts[0]!.text()).toBe('Body');
    expect(mime.parts[1]!.fileName).toBe('winmail.dat');
    expect(mime.headers.first('X-MS-TNEF-Correlator')?.value).toBe('<one@example.org>');
    expect(mime.headers.first('To')?.value).toBe('Bob <bob@example.com>');
    const { message: read } = readTnef(mime.parts[1]!.content());
    expect(read.properties.get(PidTagSubject)).toBe('Subject');
    expect(read.properties.get(PidTagBody)).toBe('Body');
    expect(Buffer.from(read.properties.get(PidTagTnefCorrelationKey)!).toString()).toBe('<one@example.org>\0');
    expect(read.attachments).toHaveLength(1);
  });
  it('name no Bcc recipient to others', () => {
    const rows = (writesBcc: boolean) =>
      readTnef(written(message, { tnef: 'always', writesBcc }).parts[1]!.content()).message.recipients.map((row) =>
        row.get(PidTagRecipientType),
      );
    expect(rows(false)).toEqual([1]);
    expect(rows(true)).toEqual([1, 3]);
  });
  it('are written where told, or where the message asks for it and that is allowed', () => {
    const isTnef = (bag: ReturnType<typeof note>, tnef: 'never' | 'where-asked' | 'always') =>
      Buffer.from(toMime(messageOf(bag), { tnef })).includes('application/ms-tnef');
    expect(isTnef(note(), 'where-asked')).toBe(false);
    expect(isTnef(note().set(PidLidUseTnef, true), 'where-asked')).toBe(true);
    expect(isTnef(note().set(PidLidUseTnef, true), 'never')).toBe(false);
  });
  it('are refused where TNEF cannot carry the object', () => {
    const bag = note().put({ key: 0x37, type: 0x1f, value: 5 });
    expect(() => toMime(messageOf(bag), { tnef: 'always' })).toThrow(expect.objectContaining({ code: 'not-for-tnef' }));
  });
});
