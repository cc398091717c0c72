import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CommandRequestLine,
  CommonStatus,
  RequestLineError,
  commandCodes,
  decodeRequestLine,
  encodeBase64Query,
  encodePlainQuery,
} from '../index.ts';

const none = { saveInSent: false, acceptMultiPart: false };

describe('base64-encoded query value, [MS-ASHTTP] 2.2.1.1.1.1', () => {
  const printed = 'jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25l';
  const line: CommandRequestLine = {
    command: 'Sync',
    protocolVersion: '14.0',
    locale: 0x0409,
    deviceId: 'v140Device',
    deviceType: 'SmartPhone',
    parameters: none,
  };

  it('reads the value that the document prints', () => {
    expect(decodeRequestLine(printed)).toEqual(line);
  });
  it('writes it likewise', () => {
    expect(encodeBase64Query(line)).toBe(printed);
  });

  it('reads policy key, parameters and user', () => {
    const bytes = Buffer.concat([
      Buffer.of(161, 2, 0x07, 0x04, 3),
      Buffer.from('ABC'),
      Buffer.of(4, 0xef, 0xbe, 0xad, 0xde, 2),
      Buffer.from('SP'),
      Buffer.of(1, 1),
      Buffer.from('5'),
      Buffer.of(3, 3),
      Buffer.from('5:7'),
      Buffer.of(7, 1, 0x03, 8, 4),
      Buffer.from('jörn', 'latin1').fill('user'),
      Buffer.of(5, 1, 0),
    ]);
    expect(decodeRequestLine(bytes.toString('base64'))).toEqual({
      command: 'SmartForward',
      protocolVersion: '16.1',
      locale: 0x0407,
      deviceId: 'ABC',
      policyKey: 0xdeadbeef,
      deviceType: 'SP',
      user: 'user',
      parameters: { collectionId: '5', itemId: '5:7', saveInSent: true, acceptMultiPart: true },
    });
  });

  it('has the digits of a device id that is a GUID', () => {
    const guid = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    const bytes = Buffer.concat([Buffer.of(141, 9, 9, 4, 16), guid, Buffer.of(0, 2), Buffer.from('WP')]);
    expect(decodeRequestLine(bytes.toString('base64')).deviceId).toBe('00112233445566778899AABBCCDDEEFF');
  });

  it('is read with percent-encoded characters, with and without padding', () => {
    const padded = encodeBase64Query({ ...line, deviceId: 'a', deviceType: '~~~' });
    expect(padded).toMatch(/=$/);
    expect(decodeRequestLine(padded.replaceAll('=', '')).deviceType).toBe('~~~');
    expect(decodeRequestLine(encodeURIComponent(padded)).deviceType).toBe('~~~');
  });

  it.each([
    ['nothing', '', 'malformed'],
    ['what is not base64', '****', 'malformed'],
    ['a device id past the end', 'jAAJBAp2MTQw', 'malformed'],
    ['an unknown command', 'jMgJBAp2MTQwRGV2aWNlAApTbWFydFBob25l', 'unknown-command'],
    ['an empty device id', Buffer.of(140, 0, 9, 4, 0, 0, 1, 65).toString('base64'), 'bad-device-id'],
    ['a device id with a comma', Buffer.of(140, 0, 9, 4, 2, 65, 44, 0, 1, 65).toString('base64'), 'bad-device-id'],
    ['an empty device type', Buffer.of(140, 0, 9, 4, 1, 65, 0, 0).toString('base64'), 'bad-device-type'],
    ['a policy key of 2 bytes', Buffer.of(140, 0, 9, 4, 1, 65, 2, 0, 0, 1, 65).toString('base64'), 'malformed'],
    ['a query that is too long', 'A'.repeat(5000), 'malformed'],
  ])('refuses %s', (_, query, code) => {
    expect(() => decodeRequestLine(query)).toThrow(expect.objectContaining({ code }));
  });
});

describe('plain text query value, [MS-ASHTTP] 2.2.1.1.1.2', () => {
  it('reads the query that the document prints, 4.1', () => {
    expect(decodeRequestLine('Cmd=FolderSync&User=fakename&DeviceId=v140Device&DeviceType=SmartPhone')).toEqual({
      command: 'FolderSync',
      user: 'fakename',
      deviceId: 'v140Device',
      deviceType: 'SmartPhone',
      parameters: none,
    });
  });
  it('reads parameters of commands, in any order and case', () => {
    const query =
      'DeviceType=iPhone&saveinsent=T&CollectionId=5&ItemId=5%3a7&DEVICEID=A1&User=a%40b&Cmd=SmartReply&x=y';
    expect(decodeRequestLine(query)).toEqual({
      command: 'SmartReply',
      user: 'a@b',
      deviceId: 'A1',
      deviceType: 'iPhone',
      parameters: { collectionId: '5', itemId: '5:7', saveInSent: true, acceptMultiPart: false },
    });
  });
  it.each([
    ['an unknown command', 'Cmd=Nothing&DeviceId=A&DeviceType=B', 'unknown-command', CommonStatus.CommandNotSupported],
    [
      'a name of every object',
      'Cmd=constructor&DeviceId=A&DeviceType=B',
      'unknown-command',
      CommonStatus.CommandNotSupported,
    ],
    ['no device id', 'Cmd=Sync&DeviceType=B', 'bad-device-id', CommonStatus.DeviceIdMissingOrInvalid],
    ['a device id that is too long', `Cmd=Sync&DeviceId=${'A'.repeat(65)}&DeviceType=B`, 'bad-device-id', 108],
    ['a path as device id', 'Cmd=Sync&DeviceId=..%2Fx&DeviceType=B', 'bad-device-id', 108],
    ['no device type', 'Cmd=Sync&DeviceId=A', 'bad-device-type', CommonStatus.DeviceTypeMissingOrInvalid],
    ['a parameter twice', 'Cmd=Sync&Cmd=Ping&DeviceId=A&DeviceType=B', 'repeated-parameter', undefined],
    ['broken percent-encoding', 'Cmd=Sync&DeviceId=%E0%A4%A&DeviceType=B', 'malformed', undefined],
  ])('refuses %s', (_, query, code, status) => {
    expect(() => decodeRequestLine(query)).toThrow(expect.objectContaining({ code, status }));
  });
});

describe('any request line', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
  const texts = { attachmentName: text, collectionId: text, itemId: text, longId: text, occurrence: text };
  const anyLine = fc.record(
    {
      command: fc.constantFrom(...(Object.keys(commandCodes) as CommandRequestLine['command'][])),
      deviceId: fc.stringMatching(/^[A-Za-z0-9]{1,32}$/),
      deviceType: fc.stringMatching(/^[A-Za-z0-9 ]{1,32}$/),
      user: text,
      parameters: fc
        .record(texts, { requiredKeys: [], noNullPrototype: true })
        .chain((some) => fc.record({ saveInSent: fc.boolean() }).map((flags) => ({ ...none, ...some, ...flags }))),
      protocolVersion: fc.constantFrom('14.0', '14.1', '16.0', '16.1'),
      locale: fc.integer({ min: 0, max: 0xffff }),
      policyKey: fc.integer({ min: 0, max: 0xffff_ffff }),
    },
    {
      requiredKeys: ['command', 'deviceId', 'deviceType', 'parameters', 'protocolVersion', 'locale'],
      noNullPrototype: true,
    },
  );

  it('comes back from the base64 form', () => {
    fc.assert(
      fc.property(anyLine, (line) => {
        expect(decodeRequestLine(encodeBase64Query(line))).toEqual(line);
      }),
    );
  });
  it('comes back from the plain form, but for what headers tell', () => {
    fc.assert(
      fc.property(anyLine, ({ protocolVersion: _, locale: __, policyKey: ___, ...line }) => {
        expect(decodeRequestLine(encodePlainQuery(line))).toEqual(line);
      }),
    );
  });
  it('is all that random text is read as, or refused', () => {
    const attempt = (query: string) => {
      try {
        decodeRequestLine(query);
      } catch (error) {
        expect(error).toBeInstanceOf(RequestLineError);
      }
    };
    fc.assert(fc.property(fc.string(), (query) => attempt(query)));
    fc.assert(fc.property(fc.uint8Array(), (bytes) => attempt(Buffer.from(bytes).toString('base64'))));
    fc.assert(fc.property(fc.string(), (query) => attempt(`Cmd=Sync&${query}`)));
  });
});
