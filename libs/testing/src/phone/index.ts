export { PhoneConnection, type ConnectionOptions, type HttpAnswer } from './connection.ts';
export { HeldItems } from './held-items.ts';
export { Phone, type Collection, type PhoneOptions, type SyncChange, type SyncOutcome } from './phone.ts';
export { PhoneError } from './phone-error.ts';
