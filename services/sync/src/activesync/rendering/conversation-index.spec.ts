import { fromHex, toHex } from '@postbus/bytes';
import { newConversationIndex, replyConversationIndex } from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { conversationIndex } from './conversation-index.ts';

const guid = '00112233445566778899aabbccddeeff';

describe('ConversationIndex, [MS-ASCON] 2.2.2.4', () => {
  it('is the time without its first byte, as in the example of [MS-ASCMD] 4', () => {
    expect(toHex(conversationIndex(fromHex(`01ca2cfa8a23${guid}`))!)).toBe('ca2cfa8a23');
  });

  it('is the same time where the reserved byte stands before it', () => {
    expect(toHex(conversationIndex(fromHex(`0101ca2cfa8a${guid}`))!)).toBe('ca2cfa8a00');
  });

  it('has five bytes more a reply', () => {
    const first = newConversationIndex(Date.UTC(2026, 0, 1));
    const reply = replyConversationIndex(first, Date.UTC(2026, 0, 2));
    expect(conversationIndex(first)).toHaveLength(5);
    expect(conversationIndex(reply)).toHaveLength(10);
    expect(conversationIndex(new Uint8Array(0))).toBeUndefined();
  });
});
