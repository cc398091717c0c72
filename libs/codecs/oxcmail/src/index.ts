export type { AttachmentSummary, BodySizes, MessageSummary, SummaryAddress } from './message-summary.ts';
export type { ToMessageOptions } from './conversion-options.ts';
export { OxcmailError } from './oxcmail-error.ts';
export { resolveBytes, resolverOf, resolveText, resolveValue, type ResolveValue } from './resolve-value.ts';
export { normalizeSubject, type NormalizedSubject } from './subject.ts';
export { MessageClass, MessageFlag, toMessageObject } from './to-message-object.ts';
