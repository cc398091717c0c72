/** The request of Sync: what a client has, wants and changed. [MS-ASCMD] 2.2.1.21 */
import { bodyPartPreference, bodyPreference } from '../classes/air-sync-base.ts';
import { applicationData } from '../classes/email.ts';
import { type Infer, boolean, booleanOrEmpty, empty, integer, text, unsignedInteger } from '../content.ts';
import { container, elements, list, many, one, openContainer, optional, sequence } from '../container.ts';
import { request } from '../message.ts';
import { CommonStatus } from '../status/common-status.ts';
import { SyncStatus } from '../status/sync-status.ts';

/** Server ids, client ids and sync keys have up to 64 characters. [MS-ASCMD] 6.1 */
export const syncId = text({ maxLength: 64 });

/** How far back items go. [MS-ASCMD] 2.2.3.68.2 */
export const FilterType = {
  All: 0,
  OneDay: 1,
  ThreeDays: 2,
  OneWeek: 3,
  TwoWeeks: 4,
  OneMonth: 5,
  ThreeMonths: 6,
  SixMonths: 7,
  IncompleteTasks: 8,
} as const;
export type FilterType = (typeof FilterType)[keyof typeof FilterType];

/** For which items a client takes MIME. [MS-ASCMD] 2.2.3.110.3 */
export const MimeSupport = { Never: 0, SignedOrEncrypted: 1, Always: 2 } as const;
export type MimeSupport = (typeof MimeSupport)[keyof typeof MimeSupport];

/** Characters after which MIME is cut off, by the value of MIMETruncation; 8 cuts off nothing. [MS-ASCMD] 2.2.3.111 */
export const mimeTruncationSizes = [0, 4096, 5120, 7168, 10_240, 20_480, 51_200, 102_400, undefined] as const;

/** Whose change is kept where an item changed on both sides. [MS-ASCMD] 2.2.3.34 */
export const Conflict = { ClientWins: 0, ServerWins: 1 } as const;
export type Conflict = (typeof Conflict)[keyof typeof Conflict];

/** Options of one class of a collection; without Class of its main one, with SMS of its text messages. [MS-ASCMD] 2.2.3.125.6 */
export const syncOptions = container({
  ...elements('AirSync', {
    FilterType: optional(integer({ min: 0, max: 8 }), { status: CommonStatus.InvalidXml }),
    Class: optional(text()),
  }),
  ...elements('AirSyncBase', {
    BodyPreference: many(bodyPreference, { max: 256 }),
    BodyPartPreference: optional(bodyPartPreference, { since: '14.1' }),
  }),
  ...elements('AirSync', {
    Conflict: optional(integer({ min: 0, max: 1 })),
    MIMESupport: optional(integer({ min: 0, max: 2 })),
    MIMETruncation: optional(integer({ min: 0, max: 8 })),
    MaxItems: optional(integer({ min: 1 })),
  }),
  ...elements('RightsManagement', { RightsManagementSupport: optional(boolean, { since: '14.1' }) }),
});
export type SyncOptions = Infer<typeof syncOptions>;

/** The elements that a client manages of contacts or events; the server clears those that a Change leaves out, and keeps the others. [MS-ASCMD] 2.2.3.179 */
const supported = openContainer({}, ['Contacts', 'Contacts2', 'Calendar', 'Tasks']);

const instance = elements('AirSyncBase', { InstanceId: optional(text(), { since: '16.0' }) });
const sendDraft = elements('Email2', { Send: optional(empty, { since: '16.0' }) });

/** What a client did, in its order. [MS-ASCMD] 2.2.3.32 */
export const syncRequestCommands = sequence(
  elements('AirSync', {
    Add: one(
      container({
        ...elements('AirSync', { Class: optional(text()), ClientId: one(syncId) }),
        ...sendDraft,
        ...elements('AirSync', { ApplicationData: one(applicationData) }),
      }),
    ),
    Change: one(
      container({
        ...elements('AirSync', { Class: optional(text()), ServerId: one(syncId) }),
        ...instance,
        ...sendDraft,
        ...elements('AirSync', { ApplicationData: optional(applicationData) }),
      }),
    ),
    Delete: one(container({ ...elements('AirSync', { Class: optional(text()), ServerId: one(syncId) }), ...instance })),
    Fetch: one(container(elements('AirSync', { ServerId: one(syncId) }))),
  }),
);
export type SyncRequestCommand = Infer<typeof syncRequestCommands>[number];

/** In the order that the document is strict about. [MS-ASCMD] 2.2.3.29.2 */
const collection = container(
  elements('AirSync', {
    Class: optional(text()),
    SyncKey: one(syncId),
    CollectionId: one(syncId),
    Supported: optional(supported),
    DeletesAsMoves: optional(booleanOrEmpty),
    GetChanges: optional(booleanOrEmpty),
    WindowSize: optional(unsignedInteger),
    ConversationMode: optional(booleanOrEmpty),
    Options: many(syncOptions, { max: 2 }),
    Commands: optional(syncRequestCommands),
  }),
);
export type SyncRequestCollection = Infer<typeof collection>;

/** A client may send an empty body instead, to say the same as last time. [MS-ASCMD] 2.2.1.21.1 */
export const syncRequest = request(
  'AirSync',
  'Sync',
  container(
    elements('AirSync', {
      Collections: optional(list('AirSync', 'Collection', collection)),
      /** Minutes. */
      Wait: optional(unsignedInteger, { status: SyncStatus.InvalidWait }),
      /** Seconds. */
      HeartbeatInterval: optional(unsignedInteger, { status: SyncStatus.InvalidWait }),
      WindowSize: optional(unsignedInteger),
      Partial: optional(empty),
    }),
  ),
  { malformed: SyncStatus.ProtocolError },
);
export type SyncRequest = Infer<typeof syncRequest>;
