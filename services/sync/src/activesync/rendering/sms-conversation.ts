/** The conversation of a text message, which the server makes: with the same people, whatever is said. [MS-ASMS] 2.2.2 */
import type { MobileAddress, SmsConversation } from '@postbus/activesync';
import { conversationIdOf, newConversationIndex } from '@postbus/mapi';
import { normalizedNumber } from '@postbus/text-messages';
import { conversationIndex } from './conversation-index.ts';

/**
 * @param people the others: who sent it, or everyone that it went to
 * @param at epoch milliseconds: when it was received or sent
 * @param region where numbers without a country code are dialled
 */
export function smsConversation(people: readonly MobileAddress[], at: number, region?: string): SmsConversation {
  const keys = people.map(({ number }) => normalizedNumber(number, region) ?? number.toLowerCase().replace(/\s+/g, ''));
  // By a topic, as that of mail whose index tells none. [MS-OXOMSG] 2.2.1.2
  const id = conversationIdOf({ topic: `MOBILE:${[...new Set(keys)].toSorted().join(',')}` })!;
  return { id, index: conversationIndex(newConversationIndex(at, id))! };
}
