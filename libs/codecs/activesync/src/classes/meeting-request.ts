/** What an email item says about the meeting that it is about. [MS-ASEMAIL] 2.2.2.48 */
import {
  type Infer,
  base64,
  boolean,
  compactDateTime,
  dateTime,
  integer,
  text,
  unsignedByte,
  unsignedInteger,
} from '../content.ts';
import { container, elementNamed, elements, list, one, optional } from '../container.ts';
import { location } from './air-sync-base.ts';

/** Single, or what part of a series. [MS-ASEMAIL] 2.2.2 */
export const InstanceType = { Single: 0, Series: 1, Instance: 2, Exception: 3, Orphan: 4 } as const;
export type InstanceType = (typeof InstanceType)[keyof typeof InstanceType];

/** [MS-ASEMAIL] 2.2.2.48 */
const recurrence = container({
  ...elements('Email', {
    Type: one(unsignedByte),
    Interval: one(integer({ min: 1 })),
    Until: optional(compactDateTime),
    Occurrences: optional(integer({ min: 1 })),
    WeekOfMonth: optional(integer({ min: 1, max: 5 })),
    DayOfMonth: optional(integer({ min: 1, max: 31 })),
    DayOfWeek: optional(integer({ min: 1, max: 127 })),
    MonthOfYear: optional(integer({ min: 1, max: 12 })),
  }),
  ...elements('Email2', {
    CalendarType: optional(integer({ min: 0 })),
    IsLeapMonth: optional(boolean),
    FirstDayOfWeek: optional(integer({ min: 0, max: 6 }), { since: '14.1' }),
  }),
});
export type MeetingRecurrence = Infer<typeof recurrence>;

const forwardee = container(elements('ComposeMail', { ForwardeeName: optional(text()), ForwardeeEmail: one(text()) }));

export const meetingRequest = container({
  ...elements('Email', {
    AllDayEvent: optional(boolean),
    StartTime: optional(dateTime),
    DtStamp: one(dateTime),
    EndTime: optional(dateTime),
    InstanceType: optional(integer({ min: 0, max: 4 })),
    Location: optional(text({ maxLength: 32_768 }), { until: '14.1' }),
  }),
  EnhancedLocation: elementNamed('AirSyncBase', 'Location', optional(location, { since: '16.0' })),
  ...elements('Email', {
    Organizer: optional(text()),
    RecurrenceId: optional(dateTime),
    Reminder: optional(unsignedInteger),
    ResponseRequested: optional(boolean),
    Recurrences: optional(list('Email', 'Recurrence', recurrence)),
    Sensitivity: optional(integer({ min: 0, max: 3 })),
    BusyStatus: optional(integer({ min: 0, max: 4 })),
    /** A TimeZone structure of 172 bytes. [MS-ASDTYPE] 2.7 */
    TimeZone: optional(base64),
    GlobalObjId: optional(base64, { until: '14.1' }),
    DisallowNewTimeProposal: optional(boolean),
  }),
  ...elements('Email2', { MeetingMessageType: optional(integer({ min: 0, max: 6 }), { since: '14.1' }) }),
  ...elements('Calendar', { UID: optional(text(), { since: '16.0' }) }),
  ...elements('MeetingResponse', {
    ProposedStartTime: optional(compactDateTime, { since: '16.1' }),
    ProposedEndTime: optional(compactDateTime, { since: '16.1' }),
  }),
  ...elements('ComposeMail', { Forwardees: optional(list('ComposeMail', 'Forwardee', forwardee), { since: '16.0' }) }),
});
export type MeetingRequest = Infer<typeof meetingRequest>;
