/** Status of MeetingResponse. [MS-ASCMD] 2.2.3.177.9 */
export const MeetingResponseStatus = {
  /** Done. */
  Success: 1,
  /** The item is no meeting request, or no longer there. */
  InvalidMeetingRequest: 2,
  /** Something failed in the mailbox; the client tries again. */
  MailboxError: 3,
  /** Something failed on the server; the client tries again. */
  ServerError: 4,
} as const;
export type MeetingResponseStatus = (typeof MeetingResponseStatus)[keyof typeof MeetingResponseStatus];
