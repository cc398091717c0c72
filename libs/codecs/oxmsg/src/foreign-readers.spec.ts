import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AttachMethod,
  type MessageObject,
  PidTagAddressType,
  PidTagAttachDataBinary,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagDisplayName,
  PidTagEmailAddress,
  PropertyBag,
} from '@postbus/mapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ForeignMessage,
  convertByMsgconvert,
  hasMsgconvert,
  hasPoi,
  python,
  readByPoi,
  readByPython,
} from './foreign-readers.fixture.ts';
import { readMsg, writeMsg } from './index.ts';
import { attachmentFiles, bodyHtml, bodyText, plain, sampleMessage, sha256 } from './msg.fixture.ts';

const recipients = [
  'Anna Ä <anna@example.com>',
  'Bob <bob@example.com>',
  'Carla <carla@example.com>',
  'Dora <dora@example.com>',
];
const files = attachmentFiles.map(([name, content]) => [name, sha256(content)]);
const ascii = (text: string) => text.replaceAll(/[日本語☃]/g, '?');

const addressOf = (recipient: string) => /<(.*)>/.exec(recipient)?.[1];

let folder = '';
const at = (name: string) => join(folder, name);

/** More recipients and attachments than the 2048 that [MS-OXMSG] 2.2.1 and 2.2.2 allow. */
function crowded(): MessageObject {
  const count = 2049;
  return {
    properties: new PropertyBag(),
    recipients: Array.from({ length: count }, (_, index) =>
      new PropertyBag()
        .set(PidTagDisplayName, `Guest ${index}`)
        .set(PidTagAddressType, 'SMTP')
        .set(PidTagEmailAddress, `guest${index}@example.com`),
    ),
    attachments: Array.from({ length: count }, (_, index) => ({
      properties: new PropertyBag()
        .set(PidTagAttachMethod, AttachMethod.afByValue)
        .set(PidTagAttachLongFilename, `${index}.bin`)
        .set(PidTagAttachDataBinary, Uint8Array.of(index, index >> 8)),
    })),
  };
}

/** The OLE object is left out: msgconvert gives up on storages in storages, and POI copies no times. */
function withoutObject(): MessageObject {
  const message = sampleMessage();
  const attachments = message.attachments.filter(({ properties }) => properties.get(PidTagAttachMethod) !== 6);
  return { ...message, attachments };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'postbus-oxmsg-'));
  writeFileSync(at('unicode.msg'), writeMsg(sampleMessage()));
  writeFileSync(at('version4.msg'), writeMsg(sampleMessage(), { version: 4 }));
  writeFileSync(at('ansi.msg'), writeMsg(sampleMessage(), { strings: 'ansi' }));
  writeFileSync(at('copy.msg'), writeMsg(withoutObject()));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Names of attachments that are messages are the reader's own. */
function expectSample(read: ForeignMessage, text: (expected: string) => string): void {
  expect(read.subject).toBe(text('Ein Gruß ☃'));
  expect(read.sender).toContain('Jürgen Müller');
  expect(read.recipients).toEqual(recipients);
  expect(read.body).toBe(text(bodyText));
  expect(read.html).toBe(bodyHtml);
  expect(read.attachments.slice(0, 3)).toEqual(files.map(([name, hash]) => [text(name!), hash]));
  expect(read.attachments[3]![1]).toBe(text('Innen ☃'));
}

describe.skipIf(python === undefined)('extract-msg and olefile', () => {
  const whole = (text: string) => text;
  it('open what writeMsg wrote: Unicode and ANSI, versions 3 and 4', () => {
    const [unicode, version4, ansi] = readByPython(['unicode.msg', 'version4.msg', 'ansi.msg'].map(at));
    expectSample(unicode!, whole);
    expectSample(version4!, whole);
    expectSample(ansi!, ascii);
    for (const { named } of [unicode!, version4!, ansi!]) {
      expect(named).toEqual({
        '{00020386-0000-0000-C000-000000000046}|X-Postbus-Test': 'Wert',
        '{00020329-0000-0000-C000-000000000046}|Keywords': ['rot', 'grün', ''],
        '{00062008-0000-0000-C000-000000000046}|8503': true,
        '{00062002-0000-0000-C000-000000000046}|8208': 'Saal 1',
        '{12345678-9ABC-DEF0-1234-56789ABCDEF0}|Eigene Größe': 0xffff_fffb,
      });
    }
  });
  it('write files that readMsg reads without a loss', () => {
    readByPython([at('unicode.msg')]);
    const { message, defects } = readMsg(readFileSync(at('unicode.msg.exported.msg')));
    expect(defects).toEqual([]);
    expect(plain(message)).toEqual(plain(sampleMessage()));
  });
});

describe.skipIf(!hasPoi)('Apache POI', () => {
  const names = [
    '{00020386-0000-0000-C000-000000000046}|X-Postbus-Test',
    '{00020329-0000-0000-C000-000000000046}|Keywords',
    '{00062008-0000-0000-C000-000000000046}|#8503',
    '{12345678-9ABC-DEF0-1234-56789ABCDEF0}|Eigene Größe',
  ];
  it('opens what writeMsg wrote, finds names by their hash streams, and writes files that readMsg reads', () => {
    const [unicode, version4, ansi] = readByPoi(
      folder,
      names,
      ['unicode.msg', 'version4.msg', 'ansi.msg', 'copy.msg'].map(at),
    );
    expectSample(unicode!, (text) => text);
    expectSample(version4!, (text) => text);
    expectSample(ansi!, ascii);
    expect(Object.values(unicode!.named)).toEqual([0x8000, 0x8001, 0x8002, 0x8004]);
    const { message, defects } = readMsg(readFileSync(at('copy.msg.poi.msg')));
    expect(defects).toEqual([]);
    expect(plain(message)).toEqual(plain(withoutObject()));
  });
  it('finds all of more recipients and attachments than [MS-OXMSG] 2.2 allows', () => {
    writeFileSync(at('crowded.msg'), writeMsg(crowded()));
    const [read] = readByPoi(folder, [], [at('crowded.msg')]);
    expect(read!.recipients).toHaveLength(2049);
    expect(read!.recipients[2048]).toBe('Guest 2048 <guest2048@example.com>');
    expect(read!.attachments).toHaveLength(2049);
    expect(read!.attachments[2048]).toEqual(['2048.bin', sha256(Uint8Array.of(0, 8))]);
  });
});

describe.skipIf(!hasMsgconvert || python === undefined)('msgconvert', () => {
  it('makes the same mail of what writeMsg wrote', () => {
    const [read] = readByPython(convertByMsgconvert(folder, [at('copy.msg')]));
    expect(read!.subject).toBe('Ein Gruß ☃');
    expect(read!.sender).toContain('juergen@example.com');
    expect(read!.recipients.map(addressOf)).toEqual(recipients.slice(0, 3).map(addressOf));
    // Characters above U+00FF in any header field make msgconvert encode bodies a second time.
    const body = Buffer.from(read!.body, 'latin1').toString();
    expect(body.replaceAll('\r\n', '\n').trim()).toBe(bodyText.replaceAll('\r\n', '\n').trim());
    expect(read!.html.trim()).toBe(bodyHtml);
    expect(read!.attachments.map(([, content]) => content)).toEqual(
      expect.arrayContaining([...files.map(([, hash]) => hash), 'Innen ☃']),
    );
  });
});
