export { channelGuid, deviceGuid } from './account-guid.ts';
export { isRegion, normalizedNumber, shortenedNumber } from './phone-number.ts';
export { statusRecord } from './status-record.ts';
export { itemOfSubmission, SubmitTextMessage, type SubmittedItem, type TextSubmission } from './submit-text-message.ts';
export { textItem } from './text-item.ts';
export { isSending, sendingDevice } from './sending-device.ts';
export { advanceMessage } from './advance-message.ts';
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
} from './phone-relay.ts';
