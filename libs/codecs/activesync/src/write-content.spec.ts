import { describe, expect, it } from 'vitest';
import { WbxmlWriter, decodeWbxml } from '@postbus/wbxml';
import {
  type ApplicationData,
  type ProtocolVersion,
  decodeMessage,
  encodeMessage,
  itemOperationsResponse,
  sendMailRequest,
  syncResponse,
  writeMessage,
} from './index.ts';

function addOf(ApplicationData: ApplicationData, version: ProtocolVersion = '16.1') {
  const Commands = [{ kind: 'Add', ServerId: '5:1', ApplicationData }] as const;
  return encodeMessage(syncResponse, { Collections: [{ Status: 1, Commands }] }, version);
}

function applicationDataOf(body: Uint8Array, version: ProtocolVersion = '16.1'): ApplicationData | undefined {
  const [command] = decodeMessage(syncResponse, body, { version }).Collections?.[0]?.Commands ?? [];
  return command?.kind === 'Add' ? command.ApplicationData : undefined;
}

describe('writing a message', () => {
  it('leaves out what the version does not have', () => {
    const item: ApplicationData = { Subject: 'x', Bcc: 'a@example.com', IsDraft: true, AccountId: '1' };
    expect(applicationDataOf(addOf(item, '16.0'))).toEqual(item);
    expect(applicationDataOf(addOf(item, '14.1'), '14.1')).toEqual({ Subject: 'x', AccountId: '1' });
    expect(applicationDataOf(addOf(item, '14.0'), '14.0')).toEqual({ Subject: 'x' });
  });

  it('replaces characters that XML cannot carry, so that one bad subject does not stop a phone', () => {
    expect(applicationDataOf(addOf({ Subject: 'a\0b\u0001c\ud800d\te' }))?.Subject).toBe('a\ufffdb\ufffdc\ufffdd\te');
  });

  it.each([
    ['UTF-8', Buffer.from('Grüße 日本\r\n'), 'string'],
    ['Latin-1', Buffer.from('Grüße', 'latin1'), 'object'],
    ['text with a NUL', Buffer.from('a\0b'), 'object'],
  ])('writes a body of %s bytes so that it comes back', (_, bytes, kind) => {
    const Data = Uint8Array.from(bytes);
    const read = applicationDataOf(addOf({ Body: { Type: 4, Data } }))?.Body?.Data;
    expect(typeof read).toBe(kind);
    expect(typeof read === 'string' ? Uint8Array.from(Buffer.from(read)) : read).toEqual(Data);
  });

  it('does not copy the MIME of a message on its way to a socket', () => {
    const Mime = new Uint8Array(1_000_000).fill(0x41);
    const writer = new WbxmlWriter();
    writeMessage(writer, sendMailRequest, { ClientId: '1', SaveInSentItems: true, Mime }, '14.1');
    expect(writer.chunks()).toContain(Mime);
  });

  it('writes attachments of an inline answer as base64, [MS-ASCMD] 2.2.3.39', () => {
    for (const length of [0, 1, 2, 3, 4, 5, 100_000]) {
      const Data = Uint8Array.from({ length }, (_, index) => (index * 7) & 0xff);
      const value = {
        Status: 1,
        Response: [{ kind: 'Fetch', Status: 1, FileReference: 'r', Properties: { ContentType: 'a/b', Data } }],
      } as const;
      const body = encodeMessage(itemOperationsResponse, value, '14.1');
      expect(JSON.stringify(decodeWbxml(body))).toContain(Buffer.from(Data).toString('base64'));
      expect(decodeMessage(itemOperationsResponse, body, { version: '14.1' })).toEqual(value);
    }
  });
});
