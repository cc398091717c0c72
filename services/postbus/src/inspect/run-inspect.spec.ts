import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { convertMessage, writeMessageFile } from '@postbus/message-file';
import { everything } from '@postbus/message-file/testing';
import {
  PidTagChangeKey,
  PidTagConversationId,
  PidTagConversationIndex,
  PidTagConversationTopic,
  PidTagHtml,
  PidTagIconIndex,
  PidTagInternetCodepage,
  PidTagReplyRecipientEntries,
  PidTagRtfCompressed,
  PidTagSenderEntryId,
  PidTagSenderSearchKey,
  PropertyBag,
  PropertyType,
  addressSearchKey,
  flatEntryList,
  newConversationIndex,
  oneOffEntryId,
} from '@postbus/mapi';
import { temporaryFolder } from '@postbus/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { cellsOf } from '../terminal/cells.ts';
import { type InspectRequest, runInspect } from './run-inspect.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

interface Options extends Partial<InspectRequest> {
  readonly name?: string;
  readonly terminal?: true;
  readonly columns?: number;
}

async function inspect(content: Uint8Array | string, options: Options = {}) {
  const file = join(folder.path, options.name ?? 'message.eml');
  writeFileSync(file, content);
  let written = '';
  const output = {
    write: (chunk: string | Uint8Array) => (written += Buffer.from(chunk).toString()),
    isTTY: options.terminal === true,
    ...(options.columns !== undefined && { columns: options.columns }),
  };
  const usual = { file, json: false, full: false, message: undefined, kind: undefined, format: undefined };
  await runInspect({ ...usual, ...options }, { input: process.stdin, output, errors: output });
  return written;
}
const lineOf = (shown: string, start: string) => shown.split('\n').find((line) => line.trim().startsWith(start)) ?? '';

describe('postbus inspect', () => {
  it('shows name, tag, type and value of each property', async () => {
    const shown = await inspect(everything);
    expect(lineOf(shown, 'PidTagSubject ').split(/ {2,}/)).toEqual([
      '',
      'PidTagSubject',
      '0x0037001F',
      'PtypString',
      '会議 report',
    ]);
    expect(lineOf(shown, 'PidTagClientSubmitTime')).toContain('2026-11-20T09:00:00Z');
    expect(lineOf(shown, 'PidTagMessageFlags')).toContain('mfHasAttach');
    expect(lineOf(shown, 'X-Campaign')).toMatch(/PS_INTERNET_HEADERS +PtypString +autumn/);
  });

  it('begins with what the message is, from whom, to whom and when', async () => {
    expect((await inspect(everything)).split('\n').slice(2, 10)).toEqual([
      '会議 report',
      'From   Jörg <joerg@example.org>',
      'To     Anna Ek <anna@example.org>, team@example.org',
      'Cc     Doe, John <john@example.org>',
      'Bcc    hidden@example.org',
      'Date   2026-11-20T09:00:00Z',
      'Class  IPM.Note',
      '',
    ]);
  });

  it.each(['msg', 'tnef', 'json'] as const)('shows the same of a %s', async (format) => {
    const file = convertMessage(everything, format).bytes;
    const shown = await inspect(file, { name: `message.${format}` });
    expect(shown.split('\n')[0]).toMatch(new RegExp(`${format}, [\\d,]+ bytes$`));
    expect(lineOf(shown, 'PidTagSubject ')).toMatch(/0x0037001F +PtypString +会議 report/);
    expect(shown).toContain('4 recipients');
    expect(lineOf(shown, '会議.pdf')).toContain('application/pdf, 17 bytes');
  });

  it('shows recipients, attachments with their sizes and methods, and what is embedded further to the right', async () => {
    const lines = (await inspect(everything)).split('\n');
    expect(lines).toContain('4 recipients');
    expect(lines).toContain('  To   Anna Ek <anna@example.org>');
    expect(lines).toContain('3 attachments');
    expect(lines).toContain('  会議.pdf  application/pdf, 17 bytes');
    expect(lines.find((line) => line.includes('embedded message,'))).toContain('afEmbeddedMessage');
    const subjects = lines.filter((line) => /^ +PidTagSubject /.test(line));
    expect(subjects.map((line) => line.search(/\S/))).toEqual([2, 6]);
  });

  it('cuts long values to the width, and shows them whole when asked', async () => {
    const long = Buffer.from(`Subject: s\r\n\r\n${'long '.repeat(2000)}`);
    const cut = lineOf(await inspect(long, { columns: 100 }), 'PidTagBody');
    expect([cellsOf(cut) <= 100, cut.endsWith('…')]).toEqual([true, true]);
    expect(lineOf(await inspect(long, { full: true }), 'PidTagBody')).toContain('long '.repeat(2000).trim());
  });

  it('has colours on a terminal only, and never those of the message', async () => {
    const evil = Buffer.from('Subject: \u001b[31mred\u001b[0m\r\nFrom: "\u001b[31m" <a@b>\r\n\r\n');
    expect(await inspect(evil)).not.toContain('\u001b');
    const coloured = await inspect(evil, { terminal: true });
    expect(coloured).toContain('\u001b[');
    expect(coloured).not.toContain('\u001b[31m');
    expect(stripVTControlCharacters(coloured)).toContain('\\u001b[31mred');
  });

  it('says what is wrong, and where', async () => {
    const broken = Buffer.from('Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext');
    expect(await inspect(broken)).toMatch(/1 defect\n {2}no-closing-boundary at byte \d+: a multipart has no end/);
    const msg = convertMessage(everything, 'msg').bytes;
    expect(await inspect(msg.subarray(0, msg.length - 3000), { name: 'a.msg' })).toMatch(
      /\d+ defects?\n {2}[a-z-]+ at /,
    );
  });

  it('gives the documented JSON', async () => {
    const json = await inspect(everything, { json: true });
    expect(json).toBe(Buffer.from(convertMessage(everything, 'json').bytes).toString());
  });
});

describe('values that say more than their numbers and bytes', () => {
  const anna = oneOffEntryId({ displayName: 'Anna Ek', addressType: 'SMTP', emailAddress: 'anna@example.org' });
  const x500 = oneOffEntryId({ displayName: '', addressType: 'X400', emailAddress: 'c=SE' });
  const addressBook = Buffer.concat([
    Buffer.from('00000000dca740c8c042101ab4b908002b2fe1820100000000000000', 'hex'),
    Buffer.from('/o=Example/cn=anna\0'),
  ]);
  const properties = new PropertyBag()
    .set(PidTagSenderEntryId, anna)
    .set(PidTagReplyRecipientEntries, flatEntryList([anna, x500]))
    .set(PidTagSenderSearchKey, addressSearchKey('SMTP', 'anna@example.org'))
    .set(PidTagConversationIndex, newConversationIndex(Date.UTC(2026, 10, 20, 9), new Uint8Array(16)))
    .set(
      PidTagChangeKey,
      Uint8Array.from({ length: 22 }, (_, index) => (index < 21 ? 0 : 7)),
    )
    .set(
      PidTagConversationId,
      Uint8Array.from({ length: 16 }, (_, index) => (index < 15 ? 0 : 1)),
    )
    .set(PidTagRtfCompressed, Buffer.from('0e0000002c0100004c5a467500000000', 'hex'))
    .set(PidTagInternetCodepage, 1252)
    .set(PidTagHtml, Buffer.from('<p>Gr\u00fc\u00dfe', 'latin1'))
    .set(PidTagIconIndex, -1)
    .set(PidTagConversationTopic, '')
    .put({ key: 0x6001, type: PropertyType.PtypCurrency, value: -12_345n })
    .put({ key: 0x6002, type: PropertyType.PtypErrorCode, value: -2_147_221_233 })
    .put({ key: 0x6003, type: PropertyType.PtypFloatingTime, value: 46_346.5 })
    .put({ key: 0x6004, type: PropertyType.PtypMultipleInteger32, value: [1, 2] })
    .put({ key: 0x6005, type: PropertyType.PtypGuid, value: '00020386-0000-0000-c000-000000000046' })
    .put({ key: 0x6006, type: PropertyType.PtypBinary, value: Uint8Array.from({ length: 40 }, (_, index) => index) })
    .put({ key: 0x3ffb, type: PropertyType.PtypBinary, value: addressBook })
    .put({ key: 0x0c1d, type: PropertyType.PtypTime, value: 9_223_372_036_854_775_807n });
  const shown = () =>
    inspect(writeMessageFile({ message: { properties, recipients: [], attachments: [] } }, 'json'), { full: false });

  it.each([
    ['PidTagSenderEntryId', `${anna.length} bytes  Anna Ek <anna@example.org>`],
    ['PidTagReplyRecipientEntries', 'Anna Ek <anna@example.org>; X400:c=SE'],
    ['PidTagConversationIndex', '00000000-0000-0000-0000-000000000000 2026-11-20T08:59:58Z'],
    ['PidTagChangeKey', '22 bytes  00000000-0000-0000-0000-000000000000 7'],
    ['PidTagConversationId', '16 bytes  00000000-0000-0000-0000-000000000001'],
    ['PidTagRtfCompressed', 'LZFu of 300 bytes of RTF'],
    ['PidTagHtml', '8 bytes  <p>Grüße'],
    ['PidTagInternetCodepage', '1252  windows-1252'],
    ['PidTagIconIndex', '-1  none'],
    ['PidTagConversationTopic', '""'],
    ['0x60010006', '-1.2345'],
    ['0x6002000A', '0x8004010F'],
    ['0x60030007', '2026-11-20T12:00:00Z'],
    ['0x60041003', '1; 2'],
    ['0x60050048', '00020386-0000-0000-c000-000000000046'],
    ['0x60060102', '40 bytes  00010203 04050607 08090a0b 0c0d0e0f 10111213 14151617 18191a1b 1c1d1e1f…'],
    ['PidTagLastModifierEntryId', '/o=Example/cn=anna'],
  ])('are told with their meaning: %s', async (name, expected) => {
    expect(lineOf(await shown(), name)).toContain(expected);
  });

  it('are shown as they are where they are damaged', async () => {
    const damaged = new PropertyBag()
      .set(PidTagSenderEntryId, anna.subarray(0, 30))
      .set(PidTagReplyRecipientEntries, Uint8Array.of(9))
      .set(PidTagConversationIndex, Uint8Array.of(1))
      .set(PidTagRtfCompressed, Uint8Array.of(1))
      .set(PidTagSenderSearchKey, Uint8Array.of(0xff));
    const bytes = writeMessageFile({ message: { properties: damaged, recipients: [], attachments: [] } }, 'json');
    const text = await inspect(bytes);
    expect(lineOf(text, 'PidTagSenderEntryId')).toMatch(/30 bytes {2}00000000 812b1fa4/);
    expect(lineOf(text, 'PidTagConversationIndex')).toContain('1 byte  01');
  });
});

describe('postbus inspect of an mbox', () => {
  const separator = 'From anna@example.org Sat Nov 21 16:00:00 2026\n';
  const first =
    'From: Anna Ek <anna@example.org>\nDate: Fri, 20 Nov 2026 10:00:00 +0100\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\none\n';
  const mbox = `${separator}${first}\n${separator}Subject: \u0007two\n\n2\n`;

  it('is a table of its messages', async () => {
    expect((await inspect(mbox, { name: 'a.mbox' })).split('\n').slice(1)).toEqual([
      '',
      'NO  DATE                  FROM                        SUBJECT    BYTES',
      '1   2026-11-20T09:00:00Z  Anna Ek <anna@example.org>  Grüße      113',
      '2                                                     \\u0007two  17',
      '',
    ]);
    expect(await inspect('', { name: 'a.mbox' })).toMatch(/a\.mbox {2}mbox, 0 messages\n$/);
  });

  it('is a list of its messages with --json', async () => {
    expect(JSON.parse(await inspect(mbox, { name: 'a.mbox', json: true }))).toEqual({
      messages: [
        {
          number: 1,
          offset: 0,
          size: 113,
          date: '2026-11-20T09:00:00Z',
          from: 'Anna Ek <anna@example.org>',
          subject: 'Grüße',
        },
        { number: 2, offset: 161, size: 17, subject: '\u0007two' },
      ],
    });
  });

  it('is one of its messages with --message', async () => {
    expect(await inspect(mbox, { name: 'a.mbox', message: 1 })).toMatch(
      /a\.mbox, message 1 {2}eml, 113 bytes\n\nGrüße\n/,
    );
    expect(await inspect(mbox, { name: 'a.mbox', message: 1, json: true })).toContain('"Grüße"');
    await expect(inspect(mbox, { name: 'a.mbox', message: 3 })).rejects.toMatchObject({ code: 'no-such-message' });
    await expect(inspect(everything, { message: 1 })).rejects.toMatchObject({ code: 'not-an-mbox' });
  });

  it('is what --from says', async () => {
    expect(await inspect(mbox, { kind: 'message' })).toContain('message.eml  eml,');
    await expect(inspect('Subject: a\n\n', { kind: 'mbox' })).rejects.toMatchObject({ code: 'not-an-mbox' });
  });
});
