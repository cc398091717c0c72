/** The Email and SMS classes: what an item's ApplicationData holds. [MS-ASEMAIL] 2.2.2, [MS-ASMS] 2.2 */
import { type Infer, boolean, bytes, dateTime, empty, integer, text, unsignedByte } from '../content.ts';
import { elements, list, openContainer, optional } from '../container.ts';
import { attachments, body, bodyPart } from './air-sync-base.ts';
import { flag } from './email-flag.ts';
import { meetingRequest } from './meeting-request.ts';
import { rightsManagementLicense } from './rights-management.ts';

/** Importance of an item. [MS-ASEMAIL] 2.2.2 */
export const Importance = { Low: 0, Normal: 1, High: 2 } as const;
export type Importance = (typeof Importance)[keyof typeof Importance];

/** What was done last with an item. [MS-ASEMAIL] 2.2.2 */
export const LastVerb = { Unknown: 0, ReplyToSender: 1, ReplyToAll: 2, Forward: 3 } as const;
export type LastVerb = (typeof LastVerb)[keyof typeof LastVerb];

/** Characters of To, Cc, Bcc, From and ReplyTo; who writes an item cuts longer ones at an address. [MS-ASEMAIL] 6.1 */
export const maxAddressListLength = 32_768;
/** Categories of an item. [MS-ASEMAIL] 6.1 */
export const maxCategories = 300;

const addressList = text({ maxLength: maxAddressListLength });

const addressing = {
  ...elements('Email', {
    To: optional(addressList),
    Cc: optional(addressList),
  }),
  ...elements('Email2', { Bcc: optional(addressList, { since: '16.0' }) }),
  ...elements('Email', {
    From: optional(addressList),
    Subject: optional(text()),
    ReplyTo: optional(addressList),
    DateReceived: optional(dateTime),
    DisplayTo: optional(text()),
    ThreadTopic: optional(text()),
  }),
};

const state = elements('Email', {
  Importance: optional(unsignedByte),
  Read: optional(boolean),
});

const contents = elements('AirSyncBase', {
  Attachments: optional(attachments),
  Body: optional(body),
  BodyPart: optional(bodyPart, { since: '14.1' }),
});

const kind = {
  ...elements('Email', {
    MessageClass: optional(text()),
    MeetingRequest: optional(meetingRequest),
    InternetCPID: optional(text()),
    Flag: optional(flag),
    ContentClass: optional(text()),
  }),
  ...elements('AirSyncBase', { NativeBodyType: optional(unsignedByte) }),
};

const conversation = elements('Email2', {
  UmCallerID: optional(text()),
  UmUserNotes: optional(text()),
  ConversationId: optional(bytes),
  ConversationIndex: optional(bytes),
  LastVerbExecuted: optional(integer({ min: 0, max: 3 })),
  LastVerbExecutionTime: optional(dateTime),
  ReceivedAsBcc: optional(boolean),
  Sender: optional(text()),
  AccountId: optional(text(), { since: '14.1' }),
  IsDraft: optional(boolean, { since: '16.0' }),
  Send: optional(empty, { since: '16.0' }),
});

/** All fields of an email item or a text message, in the order in which they are sent. */
export const emailFields = {
  ...addressing,
  ...state,
  ...contents,
  ...kind,
  ...conversation,
  ...elements('Email', { Categories: optional(list('Email', 'Category', text(), { max: maxCategories })) }),
  ...elements('RightsManagement', { RightsManagementLicense: optional(rightsManagementLicense, { since: '14.1' }) }),
};

/**
 * An email item or a text message. Elements of the other classes come as they are in `rest`.
 * ConversationId has 16 bytes; ConversationIndex is a FILETIME's upper 5 bytes, a GUID's place and 5 bytes a reply.
 */
export const applicationData = openContainer(emailFields, [
  'Contacts',
  'Contacts2',
  'Calendar',
  'Tasks',
  'Notes',
  'DocumentLibrary',
]);
export type ApplicationData = Infer<typeof applicationData>;
