export { channelGuid, deviceGuid } from './account-guid.ts';
export { isRegion, normalizedNumber } from './phone-number.ts';
export { type ReceivedFacts, receivedKey, receivedRecord } from './received-record.ts';
export { statusRecord } from './status-record.ts';
export { itemOfSubmission, SubmitTextMessage, type SubmittedItem, type TextSubmission } from './submit-text-message.ts';
export { type ReceivedTextMessage, deliverReceived } from './receive-text-message.ts';
export { textItem } from './text-item.ts';
export { CancelSubmission, isTakenBack } from './cancel-submission.ts';
export { FindSubmission, type FoundSubmission } from './find-submission.ts';
export { expiryOf } from './expiry.ts';
export { ReviseSubmission } from './revise-submission.ts';
export type { SubmissionRevision } from './revised-object.ts';
export { SendTextMessage, type WrittenTextMessage } from './send-text-message.ts';
export { type RecipientStatus, type SubmissionStatus, statusOf, submissionStatus } from './submission-status.ts';
export { TextMessageError } from './text-message-error.ts';
export { isSending, sendingDevice } from './sending-device.ts';
export { isCopyOfPhone } from './copy-of-phone.ts';
export { advanceMessage, putMessage } from './advance-message.ts';
export {
  comparableText,
  failedOnPhone,
  isWithPhone,
  lostOnPhone,
  offeredTo,
  phoneChannel,
  sentByPhone,
  taken,
  textDigest,
  waitingForPhone,
  waitsForPhone,
  withdrawn,
} from './phone-relay.ts';
export { ReleaseMessage, type ReleasePorts } from './release-message.ts';
