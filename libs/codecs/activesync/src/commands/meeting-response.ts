/** MeetingResponse: accepts or declines meeting requests. [MS-ASCMD] 2.2.1.11 */
import { body } from '../classes/air-sync-base.ts';
import { type Infer, compactDateTime, integer, text, unsignedInteger } from '../content.ts';
import { container, elements, one, optional, some } from '../container.ts';
import { request, response } from '../message.ts';
import { MeetingResponseStatus } from '../status/meeting-response-status.ts';

/** [MS-ASCMD] 2.2.1.11 */
export const UserResponse = { Accepted: 1, TentativelyAccepted: 2, Declined: 3 } as const;
export type UserResponse = (typeof UserResponse)[keyof typeof UserResponse];

const id = text({ maxLength: 64 });

/** Asks the server to tell the organizer; without it the client does. [MS-ASCMD] 2.2.3.163 */
const sendResponse = container({
  ...elements('AirSyncBase', { Body: optional(body) }),
  ...elements('MeetingResponse', {
    ProposedStartTime: optional(compactDateTime, { since: '16.1' }),
    ProposedEndTime: optional(compactDateTime, { since: '16.1' }),
  }),
});

/** Names the meeting request by CollectionId and RequestId, or by LongId. [MS-ASCMD] 2.2.1.11 */
const meeting = container({
  ...elements('MeetingResponse', {
    UserResponse: one(integer({ min: 1, max: 3 })),
    CollectionId: optional(id),
    RequestId: optional(id),
  }),
  ...elements('Search', { LongId: optional(text({ minLength: 1, maxLength: 256 })) }),
  ...elements('MeetingResponse', {
    InstanceId: optional(text(), { since: '14.1' }),
    SendResponse: optional(sendResponse, { since: '16.0' }),
  }),
});

export const meetingResponseRequest = request(
  'MeetingResponse',
  'MeetingResponse',
  container(elements('MeetingResponse', { Request: some(meeting) })),
  { malformed: MeetingResponseStatus.InvalidMeetingRequest },
);
export type MeetingResponseRequest = Infer<typeof meetingResponseRequest>;

const result = container(
  elements('MeetingResponse', {
    RequestId: optional(id),
    Status: one(unsignedInteger),
    CalendarId: optional(id),
    InstanceId: optional(text(), { since: '16.0' }),
  }),
);

export const meetingResponseResponse = response(
  'MeetingResponse',
  'MeetingResponse',
  container(elements('MeetingResponse', { Result: some(result) })),
);
export type MeetingResponseResponse = Infer<typeof meetingResponseResponse>;
