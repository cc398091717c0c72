export { PhoneConnection, type ConnectionOptions, type HttpAnswer } from './connection.ts';
export { HeldItems } from './held-items.ts';
export { Phone, type PhoneOptions } from './phone.ts';
export { PhoneError } from './phone-error.ts';
export type { Collection, SyncChange, SyncOutcome } from './synchronized-collections.ts';
