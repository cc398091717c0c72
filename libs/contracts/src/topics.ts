/** The registry of topics: every event that exists. */
import { accountChanged } from './account-changed.v1.ts';
import { mailOutbound } from './mail-outbound.v1.ts';
import { mailReceived } from './mail-received.v1.ts';
import { mailRefused } from './mail-refused.v1.ts';
import { mailSubmitted } from './mail-submitted.v1.ts';
import { mailVerified } from './mail-verified.v1.ts';
import { mailboxChanged } from './mailbox-changed.v1.ts';
import { smsReceived } from './sms-received.v1.ts';
import { smsStatus } from './sms-status.v1.ts';
import { smsSubmitted } from './sms-submitted.v1.ts';
import type { Topic } from './topic.ts';

export const topics = {
  mailReceived,
  mailSubmitted,
  mailOutbound,
  mailRefused,
  mailVerified,
  mailboxChanged,
  accountChanged,
  smsSubmitted,
  smsStatus,
  smsReceived,
} as const;

const byName = new Map<string, Topic>(Object.values(topics).map((topic) => [topic.name, topic as unknown as Topic]));

export function topicNamed(name: string): Topic | undefined {
  return byName.get(name);
}
