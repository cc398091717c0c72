import { encodeText } from '@postbus/charset';
import { Storage, Stream, readCompoundFile, writeCompoundFile } from '@postbus/cfb';
import {
  PidTagBody,
  PidTagInternetCodepage,
  PidTagMessageCodepage,
  PidTagMessageLocaleId,
  PidTagStoreSupportMask,
  PidTagSubject,
  PropertyBag,
  PropertyType,
} from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { readMsg, writeMsg } from './index.ts';
import { codePageOfLocale } from './locale-code-page.ts';
import { messageOf, plain, sampleMessage } from './msg.fixture.ts';

const pages = { message: 0x3ffd, locale: 0x3ff1, internet: 0x3fde } as const;

/** A file with one 8-bit subject, made stream by stream. */
function ansiFile(bytes: Uint8Array, codePages: Partial<Record<keyof typeof pages, number>>): Uint8Array {
  const root = new Storage();
  const entries = [[0x0037_001e, bytes.length + 1]];
  for (const [name, value] of Object.entries(codePages))
    entries.push([((pages[name as keyof typeof pages] << 16) | 3) >>> 0, value]);
  const stream = Buffer.alloc(32 + entries.length * 16);
  entries.forEach(([tag, value], index) => {
    stream.writeUInt32LE(tag!, 32 + index * 16);
    stream.writeUInt32LE(value!, 40 + index * 16);
  });
  root.add(new Stream('__properties_version1.0', stream));
  root.add(new Stream('__substg1.0_0037001E', bytes));
  return writeCompoundFile(root);
}

describe('8-bit strings, [MS-OXMSG] 2.1.3', () => {
  const cases = [
    ['PidTagMessageCodepage', 'windows-1251', 'Привет', { message: 1251, internet: 28_591, locale: 0x0409 }],
    ['PidTagMessageLocaleId', 'windows-1253', 'Γειά', { locale: 0x0408, internet: 65_001 }],
    ['PidTagInternetCodepage', 'shift_jis', '日本語', { internet: 932 }],
    ['nothing, as windows-1252', 'windows-1252', 'Grüße', {}],
    ['nothing, as UTF-8 where they are that', 'utf-8', 'Grüße 日本', {}],
  ] as const;
  it.each(cases)('are in the charset that %s tells', (_, charset, text, codePages) => {
    const { message, defects } = readMsg(ansiFile(encodeText(text, charset), codePages));
    expect(defects).toEqual([]);
    const found = message.properties.find(PidTagSubject.key);
    expect(found).toEqual({ key: PidTagSubject.key, type: PropertyType.PtypString, value: text });
  });
  it.each([
    [0x0409, 1252],
    [0x0419, 1251],
    [0x0804, 936],
    [0x0404, 950],
    [0x0c04, 950],
    [0x041a, 1250],
    [0x0c1a, 1251],
    [0x0411, 932],
    [0x0412, 949],
    [0x041e, 874],
    [0x041f, 1254],
    [0x040d, 1255],
    [0x0401, 1256],
    [0x0427, 1257],
    [0x042a, 1258],
  ])('of locale %d are in code page %d', (locale, codePage) => {
    expect(codePageOfLocale(locale)).toBe(codePage);
  });
});

describe('ANSI files', () => {
  it('have 8-bit strings alone, tell their code page and no STORE_UNICODE_OK', () => {
    const file = writeMsg(sampleMessage(), { strings: 'ansi' });
    const names = allNames(readCompoundFile(file).root).filter((name) => /001F|101F/.test(name));
    expect(names).toEqual([]);
    const { properties } = readMsg(file).message;
    expect(properties.get(PidTagMessageCodepage)).toBe(1252);
    expect(properties.get(PidTagStoreSupportMask)! & 0x0004_0000).toBe(0);
  });
  it('keep text that their code page has', () => {
    const properties = new PropertyBag()
      .set(PidTagMessageCodepage, 932)
      .set(PidTagSubject, '日本語')
      .set(PidTagBody, 'テスト')
      .put({ key: 0x6abc, type: PropertyType.PtypMultipleString, value: ['一', '', '二'] });
    const message = { properties, recipients: [], attachments: [] };
    const { message: read } = readMsg(writeMsg(message, { strings: 'ansi' }));
    expect(read.properties.get(PidTagSubject)).toBe('日本語');
    expect(read.properties.get(PidTagBody)).toBe('テスト');
    expect(read.properties.find(0x6abc)!.value).toEqual(['一', '', '二']);
  });
  it.each([
    ['its locale', new PropertyBag().set(PidTagMessageLocaleId, 0x0419), 1251],
    ['its Internet code page', new PropertyBag().set(PidTagInternetCodepage, 1250), 1250],
    ['nothing where that is UTF-8', new PropertyBag().set(PidTagInternetCodepage, 65_001), 1252],
  ])('take the code page from %s where the message has none', (_, properties, codePage) => {
    const { message } = readMsg(writeMsg({ properties, recipients: [], attachments: [] }, { strings: 'ansi' }));
    expect(message.properties.get(PidTagMessageCodepage)).toBe(codePage);
  });
  it('take it for a message in a message from the outer one where nothing else tells', () => {
    const embedded = messageOf({ key: 0x37, type: PropertyType.PtypString, value: '日本語' });
    const properties = new PropertyBag().set(PidTagMessageCodepage, 932);
    const attachments = [{ properties: new PropertyBag(), embedded }];
    const { message } = readMsg(writeMsg({ properties, recipients: [], attachments }, { strings: 'ansi' }));
    expect(message.attachments[0]!.embedded!.properties.get(PidTagSubject)).toBe('日本語');
  });
  it('become Unicode files without a loss', () => {
    const ansi = readMsg(writeMsg(sampleMessage(), { strings: 'ansi' })).message;
    const unicode = readMsg(writeMsg(ansi)).message;
    unicode.properties.set(PidTagStoreSupportMask, 0);
    expect(plain({ ...unicode, attachments: [] })).toEqual(plain({ ...ansi, attachments: [] }));
  });
  it('may be written of properties that say PtypString8', () => {
    const value = 'Grüße';
    const property = { key: 0x6abc, type: PropertyType.PtypString8, value };
    expect(readMsg(writeMsg(messageOf(property))).message.properties.find(0x6abc)!.value).toBe(value);
  });
});

function allNames(storage: Storage): string[] {
  return [...storage].flatMap((entry) => (entry instanceof Storage ? allNames(entry) : [entry.name]));
}
