import { utf8Bytes } from '@postbus/bytes';
import { describe, expect, it } from 'vitest';
import {
  type ApplicationData,
  type ServedSmsItem,
  decodeMessage,
  defaultSmsLimits,
  encodeMessage,
  protocolVersions,
  readSmsChange,
  readSmsItem,
  smsAdd,
  smsAdded,
  smsApplicationData,
  smsBody,
  smsChange,
  smsClientAdd,
  smsDelete,
  smsFetched,
  smsNotAdded,
  smsSoftDelete,
  plainTextPreference,
  syncRequest,
  syncResponse,
} from '../index.ts';

const item: ServedSmsItem = {
  from: { name: 'Bob', number: '+14255550123' },
  to: [{ number: '+14255550143' }, { name: 'Cid, "the"', number: '+1 425 555 0144' }],
  dateReceived: new Date('2026-03-01T10:00:00.000Z'),
  importance: 2,
  read: true,
  text: 'Grüße 👋\nund bis bald',
  flag: { Status: 2, FlagType: 'Follow up', StartDate: new Date('2026-03-02T00:00:00.000Z') },
  internetCodePage: 1252,
  conversation: { id: new Uint8Array(16).fill(7), index: Uint8Array.of(0xdc, 1, 2, 3, 4) },
};
const plain = (Data: string | Uint8Array) => ({ Type: 1, Data });

describe('a text message to a client, [MS-ASMS] 3.2.5.1', () => {
  it.each(protocolVersions)('comes back through Add and Fetch, version %s', (version) => {
    const response = {
      Collections: [
        {
          SyncKey: '2',
          CollectionId: '5',
          Status: 1,
          Responses: [smsFetched('5:2', item)],
          Commands: [smsAdd('5:1', item)],
        },
      ],
    };
    const body = encodeMessage(syncResponse, response, version);
    const collection = decodeMessage(syncResponse, body, { version, unknown: 'refuse' }).Collections?.[0];
    const [add] = collection?.Commands ?? [];
    const [fetched] = collection?.Responses ?? [];
    expect(add).toMatchObject({ kind: 'Add', Class: 'SMS', ServerId: '5:1' });
    expect(fetched).toMatchObject({ kind: 'Fetch', ServerId: '5:2', Status: 1 });
    for (const command of [add, fetched]) {
      const data = command !== undefined && 'ApplicationData' in command ? command.ApplicationData : undefined;
      expect(readSmsItem(data ?? {})).toEqual({ item, malformedTo: [], malformedFrom: false, truncated: false });
    }
  });

  it('has the elements of section 2.2 and no others', () => {
    expect(Object.keys(smsApplicationData(item))).toEqual([
      'To',
      'From',
      'DateReceived',
      'Importance',
      'Read',
      'Body',
      'InternetCPID',
      'Flag',
      'ConversationId',
      'ConversationIndex',
    ]);
  });

  it('has an empty Flag where it has none, and the code page of UTF-8 where it had none', () => {
    const { flag: _, internetCodePage: __, ...bare } = item;
    expect(smsApplicationData(bare)).toMatchObject({ Flag: {}, InternetCPID: '65001' });
    expect(readSmsItem(smsApplicationData(bare)).item).toEqual({ ...bare, internetCodePage: 65_001 });
  });

  it('has no From and no To where nobody is known', () => {
    const { from: _, ...nobody } = { ...item, to: [{ number: ' ' }] };
    expect(Object.keys(smsApplicationData(nobody))).not.toContain('To');
    expect(Object.keys(smsApplicationData(nobody))).not.toContain('From');
    expect(Object.keys(smsApplicationData({ ...nobody, from: { number: '' } }))).not.toContain('From');
  });
});

describe('Class in Sync, [MS-ASMS] 2.2.2.2.2, [MS-ASCMD] 2.2.3.27.6', () => {
  it('is told in Add and Change', () => {
    expect(smsAdd('5:1', item).Class).toBe('SMS');
    expect(smsChange('5:1', { read: true })).toEqual({
      kind: 'Change',
      Class: 'SMS',
      ServerId: '5:1',
      ApplicationData: { Read: true },
    });
    expect(smsChange('5:1', { flag: {} }).ApplicationData).toEqual({ Flag: {} });
  });

  it('is told in Delete since 14.1, and never in SoftDelete', () => {
    expect(protocolVersions.map((version) => smsDelete('5:1', version))).toEqual([
      { kind: 'Delete', ServerId: '5:1' },
      ...Array.from({ length: 3 }, () => ({ kind: 'Delete', Class: 'SMS', ServerId: '5:1' })),
    ]);
    expect(smsSoftDelete('5:1')).toEqual({ kind: 'SoftDelete', ServerId: '5:1' });
  });

  it('is told in the answer to an Add', () => {
    expect(smsAdded('7', '5:1')).toEqual({ kind: 'Add', Class: 'SMS', ClientId: '7', ServerId: '5:1', Status: 1 });
    expect(smsNotAdded('7', 6)).toEqual({ kind: 'Add', Class: 'SMS', ClientId: '7', Status: 6 });
  });
});

describe('an Add of a client, [MS-ASMS] 3.1.4.1.2', () => {
  it.each(protocolVersions)('tells what its phone received or sent, version %s', (version) => {
    const { conversation: _, ...added } = item;
    const request = { Collections: [{ SyncKey: '1', CollectionId: '5', Commands: [smsClientAdd('7', added)] }] };
    const read = decodeMessage(syncRequest, encodeMessage(syncRequest, request, version), { version });
    const [command] = read.Collections?.[0]?.Commands ?? [];
    if (command?.kind !== 'Add') throw new Error('there is no Add');
    expect(command).toMatchObject({ Class: 'SMS', ClientId: '7' });
    expect(readSmsItem(command.ApplicationData).item).toEqual(added);
  });

  it('may tell next to nothing', () => {
    const nothing = { to: [], importance: 1, read: false, text: '' };
    expect(readSmsItem({})).toEqual({ item: nothing, malformedTo: [], malformedFrom: false, truncated: false });
  });

  it('tells whom it does not name by number', () => {
    const { item: read, ...told } = readSmsItem({ To: 'Ada, "Bob" [MOBILE:+2]', From: 'somebody' });
    expect(read.to).toEqual([{ name: 'Bob', number: '+2' }]);
    expect(told).toEqual({ malformedTo: [{ code: 'not-mobile', offset: 0 }], malformedFrom: true, truncated: false });
  });

  it('may have its text as bytes', () => {
    expect(readSmsItem({ Body: plain(utf8Bytes('Grüße')) }).item.text).toBe('Grüße');
  });

  it('has no flag where its Flag is empty or cleared, and no code page where it tells none', () => {
    expect(readSmsItem({ Flag: {} }).item.flag).toBeUndefined();
    expect(readSmsItem({ Flag: { Status: 0, FlagType: 'x' } }).item.flag).toBeUndefined();
    expect(readSmsItem({ InternetCPID: 'utf-8' }).item.internetCodePage).toBeUndefined();
  });

  it.each<[string, string, ApplicationData]>([
    ['body-not-plain', 'Body/Type', { Body: { Type: 2, Data: '<p>' } }],
    ['text-too-long', 'Body/Data', { Body: plain('x'.repeat(defaultSmsLimits.text + 1)) }],
    ['too-many-recipients', 'To', { To: '[MOBILE:1]'.repeat(defaultSmsLimits.recipients + 1) }],
    ['importance-out-of-range', 'Importance', { Importance: 3 }],
  ])('is refused with Status 6: %s at %s', (code, element, data) => {
    const expected = { code, path: `ApplicationData/${element}`, status: 6 };
    expect(() => readSmsItem(data)).toThrow(expect.objectContaining(expected));
  });

  it('never shows what it says in an error', () => {
    const data = { Body: { Type: 2, Data: 'secret' }, To: 'secret' };
    expect(() => readSmsItem(data)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });
});

describe('a Change of a client', () => {
  it('tells the read state and the flag', () => {
    expect(readSmsChange({ Read: false })).toEqual({ read: false });
    expect(readSmsChange({ Flag: {} })).toEqual({ flag: {} });
    expect(readSmsChange({ Read: true, Flag: { Status: 2 } })).toEqual({ read: true, flag: { Status: 2 } });
    expect(readSmsChange()).toEqual({});
  });

  it.each<[string, ApplicationData]>([
    ['To', { Read: true, To: '[MOBILE:1]' }],
    ['Body', { Body: plain('x') }],
    ['ConversationId', { ConversationId: new Uint8Array(16) }],
    ['rest', { rest: [] }],
  ])('of %s is refused with Status 6, [MS-ASEMAIL] 2.2.2.21', (element, data) => {
    const expected = { code: 'not-changeable', path: `ApplicationData/${element}`, status: 6 };
    expect(() => readSmsChange(data)).toThrow(expect.objectContaining(expected));
  });
});

describe('the body of a text message, [MS-ASAIRS] 2.2.2.9', () => {
  it('is plain text with its size in bytes', () => {
    expect(smsBody('Grüße')).toEqual({ Type: 1, EstimatedDataSize: 7, Data: 'Grüße' });
    expect(smsBody('')).toEqual({ Type: 1, EstimatedDataSize: 0 });
  });

  it('is cut where the client says, and splits no character', () => {
    const cut = (TruncationSize: number) => smsBody('Grüße', { Type: 1, TruncationSize }).Data;
    expect([2, 3, 4, 5, 6].map((size) => cut(size))).toEqual(['Gr', 'Gr', 'Grü', 'Grü', 'Grüß']);
    expect(smsBody('a👋', { Type: 1, TruncationSize: 4 })).toMatchObject({ Data: 'a', Truncated: true });
    expect(smsBody('Grüße', { Type: 1, TruncationSize: 7 })).toEqual(smsBody('Grüße'));
  });

  it('is withheld where the client wants all of it or none', () => {
    const none = { Type: 1, EstimatedDataSize: 7, Truncated: true };
    expect(smsBody('Grüße', { Type: 1, TruncationSize: 6, AllOrNone: true })).toEqual(none);
    expect(smsBody('Grüße', { Type: 1, TruncationSize: 0 })).toEqual(none);
  });

  it('has a preview where the client wants one', () => {
    expect(smsBody('a👋b', { Type: 1, Preview: 2 }).Preview).toBe('a');
    expect(smsBody('a👋b', { Type: 1, Preview: 3 }).Preview).toBe('a👋');
  });

  it('has the size of what is written where XML cannot carry a character', () => {
    expect(smsBody('a\0b')).toEqual({ Type: 1, EstimatedDataSize: 5, Data: 'a\ufffdb' });
  });

  it('is told by the preference of plain text among the others', () => {
    expect(plainTextPreference([{ Type: 2 }, { Type: 1, TruncationSize: 9 }])).toEqual({ Type: 1, TruncationSize: 9 });
    expect(plainTextPreference([{ Type: 4 }])).toBeUndefined();
    expect(plainTextPreference()).toBeUndefined();
  });
});
