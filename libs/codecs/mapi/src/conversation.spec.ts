import { createHash } from 'node:crypto';
import { toHex } from '@postbus/bytes';
import { describe, expect, it } from 'vitest';
import { conversationIdOf, newConversationIndex, readConversationIndex, replyConversationIndex } from './index.ts';

const began = Date.UTC(2026, 10, 21, 8, 25);
const guid = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');

describe('PidTagConversationIndex, [MS-OXOMSG] 2.2.1.3', () => {
  it('is 01, five bytes of the FILETIME from its highest, and a GUID', () => {
    const index = newConversationIndex(began, guid);
    expect(index).toHaveLength(22);
    expect(toHex(index.subarray(0, 3))).toBe('0101dd');
    expect(toHex(index.subarray(6))).toBe(guid.toString('hex'));
    expect(readConversationIndex(index).startedAt).toBeGreaterThan(began - 1700);
    expect(readConversationIndex(index).startedAt).toBeLessThanOrEqual(began);
  });
  it('grows by five bytes a reply, which tell when it was', () => {
    const hour = 3_600_000;
    const reply = replyConversationIndex(newConversationIndex(began, guid), began + hour, 0x70);
    const again = replyConversationIndex(reply, began + 2 * hour);
    expect([reply.length, again.length, reply[26]]).toEqual([27, 32, 0x70]);
    const { repliedAt } = readConversationIndex(again);
    expect(Math.abs(repliedAt[0]! - began - hour)).toBeLessThan(2000);
    expect(Math.abs(repliedAt[1]! - began - 2 * hour)).toBeLessThan(2000);
  });
  it('keeps delays of more than 1.7 years in the longer unit', () => {
    const later = began + 3 * 365 * 86_400_000;
    const reply = replyConversationIndex(newConversationIndex(began, guid), later);
    expect(reply[22]! & 0x80).toBe(0x80);
    expect(Math.abs(readConversationIndex(reply).repliedAt[0]! - later)).toBeLessThan(3000);
  });
  it('reads the form that Outlook writes, whose first byte is also the highest of the time', () => {
    const outlook = Buffer.from('Ac8QOnbaZAcwyWs4SnOS8TqHPH9OUg==', 'base64');
    expect(new Date(readConversationIndex(outlook).startedAt).getUTCFullYear()).toBe(2014);
    const exchange = Buffer.from('AQHVsNhLEBkmVr4V1kGnBJvJvN9CTQ==', 'base64');
    expect(new Date(readConversationIndex(exchange).startedAt).getUTCFullYear()).toBe(2019);
  });
  it('refuses half a response level', () => {
    expect(() => readConversationIndex(new Uint8Array(25).fill(1))).toThrow(
      expect.objectContaining({ code: 'not-a-conversation-index' }),
    );
  });
});

describe('PidTagConversationId, [MS-OXOMSG] 2.2.1.2', () => {
  const index = newConversationIndex(began, guid);
  it('is the GUID of the index where that is tracked', () => {
    expect(toHex(conversationIdOf({ tracking: true, index, topic: 'x' })!)).toBe(guid.toString('hex'));
  });
  it('is the MD5 of the upper-case topic in UTF-16 otherwise', () => {
    const digest = createHash('md5').update(Buffer.from('WEEKLY REPORT Ä', 'utf16le')).digest('hex');
    expect(toHex(conversationIdOf({ index, topic: 'Weekly Report ä' })!)).toBe(digest);
  });
  it('takes 255 characters of a longer topic', () => {
    const digest = createHash('md5')
      .update(Buffer.from('A'.repeat(255), 'utf16le'))
      .digest('hex');
    expect(toHex(conversationIdOf({ topic: 'a'.repeat(300) })!)).toBe(digest);
  });
  it('is absent where there is neither', () => {
    expect(conversationIdOf({ index })).toBeUndefined();
  });
});
