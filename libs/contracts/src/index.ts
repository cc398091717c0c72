export { accountChanged, type AccountChanged } from './account-changed.v1.ts';
export { fromRecord, toRecord, type BusRecord, type DecodedEvent, type EventMetadata } from './cloud-event.ts';
export { EventError } from './event-error.ts';
export { mailOutbound, type MailOutbound } from './mail-outbound.v1.ts';
export { mailReceived, type MailReceived } from './mail-received.v1.ts';
export { mailSubmitted, type MailSubmitted } from './mail-submitted.v1.ts';
export { mailboxChanged, type MailboxChanged } from './mailbox-changed.v1.ts';
export { topicNamed, topics } from './topics.ts';
export type { DataOf, Topic } from './topic.ts';
