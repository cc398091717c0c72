import {
  PS_INTERNET_HEADERS,
  PidLidFlagRequest,
  PidNameAcceptLanguage,
  PidNameContentClass,
  PidNameKeywords,
  PidTagAutoForwarded,
  PidTagCallId,
  PidTagContentFilterSpamConfidenceLevel,
  PidTagExpiryTime,
  PidTagFaxNumberOfPages,
  PidTagFlagCompleteTime,
  PidTagFlagStatus,
  PidTagListHelp,
  PidTagListSubscribe,
  PidTagListUnsubscribe,
  PidTagMessageLocaleId,
  PidTagPurportedSenderDomain,
  PidTagReplyTime,
  PidTagSenderIdStatus,
  PidTagSenderTelephoneNumber,
  PidTagTransportMessageHeaders,
  PidTagVoiceMessageAttachmentOrder,
  PidTagVoiceMessageDuration,
  PidTagVoiceMessageSenderName,
  epochMsOf,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { type ToMessageOptions, toMessageObject } from './index.ts';
import { languageTagOf, localeIdOf } from './locale-id.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text.replaceAll('\n', '\r\n')));
const header = (fields: string[], options?: ToMessageOptions) =>
  toMessageObject(parseMime(bytes(`${fields.join('\n')}\n\nx`)), options).properties;
const time = (value: bigint | undefined) => (value === undefined ? undefined : epochMsOf(value));

describe('languages, [MS-OXCMAIL] 2.2.3.2.11', () => {
  it.each([
    ['en-US', 0x0409],
    ['de-CH', 0x0807],
    ['pt-BR, en-US', 0x0416],
    ['sr-Cyrl-RS', 0x281a],
    ['zh-Hant-TW', 0x0404],
    ['ca-ES-valencia', 0x0803],
    ['FR-ca', 0x0c0c],
    ['en', 0x0009],
    ['ja', 0x0011],
    ['en-XX', 0x0009],
  ])('maps Content-Language: %s to an LCID, [MS-LCID] 2.2', (tag, id) => {
    expect(header([`Content-Language: ${tag}`]).get(PidTagMessageLocaleId)).toBe(id);
  });
  it.each(['tlh', '', '42', '-', 'x'.repeat(10_000)])('passes over %j', (tag) => {
    expect(header([`Content-Language: ${tag}`]).has(PidTagMessageLocaleId)).toBe(false);
  });
  it('maps each LCID to its tag and back', () => {
    const ids = [0x0409, 0x0c0a, 0x0411, 0x281a, 0x0850, 0x7c04, 0x0009, 0x0c07];
    expect(ids.map(languageTagOf)).toEqual([
      'en-US',
      'es-ES',
      'ja-JP',
      'sr-Cyrl-RS',
      'mn-Mong-CN',
      'zh-Hant',
      'en',
      'de-AT',
    ]);
    expect(ids.map((id) => localeIdOf(languageTagOf(id)!))).toEqual(ids);
  });
  it('takes Accept-Language before X-Accept-Language', () => {
    const both = header(['X-Accept-Language: fr', 'Accept-Language: de, en']);
    expect(both.get(PidNameAcceptLanguage)).toBe('de, en');
    expect(header(['X-Accept-Language: fr']).get(PidNameAcceptLanguage)).toBe('fr');
  });
});

describe('times and flags, [MS-OXCMAIL] 2.2.3.2', () => {
  const date = 'Mon, 10 Mar 2008 14:36:46 -0700';
  const at = Date.UTC(2008, 2, 10, 21, 36, 46);
  it('sets PidTagReplyTime from Reply-By, 2.2.3.2.10', () => {
    expect(time(header([`Reply-By: ${date}`]).get(PidTagReplyTime))).toBe(at);
  });
  it('sets PidTagExpiryTime from Expires, else from Expiry-Date', () => {
    expect(time(header([`Expiry-Date: ${date}`]).get(PidTagExpiryTime))).toBe(at);
    const both = header([`Expires: ${date}`, 'Expiry-Date: Tue, 11 Mar 2008 14:36:46 -0700']);
    expect(time(both.get(PidTagExpiryTime))).toBe(at);
  });
  it('flags a message, and says when its follow-up was done', () => {
    const flagged = header(['X-Message-Flag: Follow up']);
    expect([flagged.get(PidLidFlagRequest), flagged.get(PidTagFlagStatus)]).toEqual(['Follow up', 2]);
    const done = header(['X-Message-Flag: Follow up', `X-Message-Completed: ${date}`]);
    expect(done.get(PidTagFlagStatus)).toBe(1);
    expect(done.get(PidTagFlagCompleteTime)! % 600_000_000n).toBe(0n);
    expect(time(done.get(PidTagFlagCompleteTime))).toBe(at - 46_000);
  });
});

describe('lists and categories, [MS-OXCMAIL] 2.2.3.2', () => {
  it('takes List-Help, List-Subscribe and List-Unsubscribe before their X- forms, 2.2.3.2.17', () => {
    const bag = header(['X-List-Help: <mailto:x>', 'X-List-Subscribe: <mailto:s>', 'List-Help: <mailto:h>']);
    expect([bag.get(PidTagListHelp), bag.get(PidTagListSubscribe), bag.has(PidTagListUnsubscribe)]).toEqual([
      '<mailto:h>',
      '<mailto:s>',
      false,
    ]);
  });
  it('makes a category of each keyword, but of none that is too long', () => {
    const bag = header(['Keywords: one, =?utf-8?Q?zw=C3=B6lf?=;', `Keywords: ${'x'.repeat(256)}, three`]);
    expect(bag.get(PidNameKeywords)).toEqual(['one', 'zwölf', 'three']);
    expect(header([`Keywords: ${'a,'.repeat(5000)}`]).get(PidNameKeywords)).toHaveLength(1000);
  });
});

describe('unified messaging, [MS-OXCMAIL] 2.2.3.2.23', () => {
  it('copies each field to its property, numbers as numbers', () => {
    const bag = header([
      'X-CallingTelephoneNumber: +1 555 0100',
      'X-VoiceMessageSenderName: =?utf-8?Q?J=C3=BCrgen?=',
      'X-AttachmentOrder: a.wav;b.wav',
      'X-CallID: 42@gateway',
      'X-VoiceMessageDuration: 35',
      'X-FaxNumberOfPages: 3',
    ]);
    expect(bag.get(PidTagSenderTelephoneNumber)).toBe('+1 555 0100');
    expect(bag.get(PidTagVoiceMessageSenderName)).toBe('Jürgen');
    expect(bag.get(PidTagVoiceMessageAttachmentOrder)).toBe('a.wav;b.wav');
    expect(bag.get(PidTagCallId)).toBe('42@gateway');
    expect([bag.get(PidTagVoiceMessageDuration), bag.get(PidTagFaxNumberOfPages)]).toEqual([35, 3]);
    expect(bag.find({ guid: PS_INTERNET_HEADERS, name: 'X-CallID' })).toBeUndefined();
  });
  it.each(['-1', '3.5', 'many', '99999999999'])('passes over a count of %s', (count) => {
    expect(header([`X-FaxNumberOfPages: ${count}`]).has(PidTagFaxNumberOfPages)).toBe(false);
  });
});

describe("a server's own fields", () => {
  const fields = [
    'X-MS-Exchange-Organization-SCL: 5',
    'X-MS-Exchange-Organization-SenderIdResult: SoftFail',
    'X-MS-Exchange-Organization-PRD: example.org',
    'X-MS-Exchange-Organization-AutoForwarded: true',
    'X-MS-Exchange-Forest-Other: 1',
  ];
  it('count for nothing unless they are trusted', () => {
    const bag = header(fields);
    const definitions = [PidTagContentFilterSpamConfidenceLevel, PidTagSenderIdStatus, PidTagPurportedSenderDomain];
    expect(definitions.filter((definition) => bag.has(definition))).toEqual([]);
    expect(bag.get(PidTagTransportMessageHeaders)).toBe('');
  });
  it('become properties where they are, [MS-OXCMAIL] 2.2.3.2.20, 2.2.3.2.21', () => {
    const bag = header(fields, { trustsReservedFields: true });
    expect(bag.get(PidTagContentFilterSpamConfidenceLevel)).toBe(5);
    expect(bag.get(PidTagSenderIdStatus)).toBe(4);
    expect(bag.get(PidTagPurportedSenderDomain)).toBe('example.org');
    expect(bag.get(PidTagAutoForwarded)).toBe(true);
    expect(bag.get(PidTagTransportMessageHeaders)).toBe(`${fields.slice(0, 4).join('\r\n')}\r\n`);
  });
  it.each([
    ['TempError', 0x80000006],
    ['None', 5],
  ])('reads SenderIdResult %s', (result, status) => {
    const bag = header([`X-MS-Exchange-Organization-SenderIdResult: ${result}`], { trustsReservedFields: true });
    expect(bag.get(PidTagSenderIdStatus)! >>> 0).toBe(status);
  });
  it.each(['11', '-2', 'x'])('passes over a spam confidence level of %s', (level) => {
    const bag = header([`X-MS-Exchange-Organization-SCL: ${level}`], { trustsReservedFields: true });
    expect(bag.has(PidTagContentFilterSpamConfidenceLevel)).toBe(false);
  });
});

describe('fields kept as named properties, [MS-OXCMAIL] 2.2.3.2', () => {
  it('are those of lists, of sending on, Content-Class, Content-Base and Xref, beside those of X-', () => {
    const fields = [
      'Received: from a by b; Mon, 10 Mar 2008 14:37:00 -0700',
      'List-Id: A list <list.example.org>',
      'List-Post: <mailto:list@example.org>',
      'Resent-From: Bob <b@example.org>',
      'Resent-Date: Mon, 10 Mar 2008 14:36:46 -0700',
      'Resent-From: older@example.org',
      'Content-Base: http://example.org/',
      'Content-Class: urn:content-classes:message',
      'Xref: server group:1',
      'Return-Path: <x@y>',
      'Comments: none',
      'msip_labels: MSIP_Label_1_Enabled=True;',
    ];
    const named = [...header(fields)].flatMap(({ key, value }) =>
      typeof key !== 'number' && key.guid === PS_INTERNET_HEADERS ? [[key.name, value]] : [],
    );
    expect(named).toEqual([
      ['List-Id', 'A list <list.example.org>'],
      ['List-Post', '<mailto:list@example.org>'],
      ['Resent-From', 'Bob <b@example.org>'],
      ['Resent-Date', 'Mon, 10 Mar 2008 14:36:46 -0700'],
      ['Content-Base', 'http://example.org/'],
      ['Content-Class', 'urn:content-classes:message'],
      ['Xref', 'server group:1'],
      ['msip_labels', 'MSIP_Label_1_Enabled=True;'],
    ]);
    expect(header(fields).get(PidNameContentClass)).toBe('urn:content-classes:message');
  });
});
