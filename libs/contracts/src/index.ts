export { accountChanged, type AccountChanged } from './account-changed.v1.ts';
export { asyncApiOf, type AsyncApiDocument } from './async-api.ts';
export {
  eventType,
  fromRecord,
  toRecord,
  type BusRecord,
  type DecodedEvent,
  type EventMetadata,
} from './cloud-event.ts';
export { derivedEventId } from './derived-event-id.ts';
export { EventError } from './event-error.ts';
export { jsonSchemaOf, payloadSchemaOf, type JsonSchema } from './json-schema.ts';
export { mailOutbound, type MailOutbound } from './mail-outbound.v1.ts';
export { mailReceived, type MailReceived } from './mail-received.v1.ts';
export { mailRefused, type MailRefused } from './mail-refused.v1.ts';
export { mailSubmitted, type MailSubmitted } from './mail-submitted.v1.ts';
export { mailVerified, type MailVerified } from './mail-verified.v1.ts';
export { mailboxChanged, type MailboxChanged } from './mailbox-changed.v1.ts';
export { incompatibilities, type Incompatibility } from './schema-compatibility.ts';
export { smsReceived, type SmsReceived } from './sms-received.v1.ts';
export { smsStatus, type SmsStatus } from './sms-status.v1.ts';
export { smsSubmitted, type SmsSubmitted } from './sms-submitted.v1.ts';
export { topicNamed, topics } from './topics.ts';
export type { AnyTopic, DataOf, ServiceName, Topic, TopicFlow } from './topic.ts';
