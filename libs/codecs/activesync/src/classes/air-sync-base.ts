/** Bodies, attachments and what a client asks of them, for all classes. [MS-ASAIRS] 2.2.2 */
import { type Infer, booleanOrEmpty, bytes, data, decimal, text, unsignedByte, unsignedInteger } from '../content.ts';
import { container, elements, many, one, optional } from '../container.ts';

/** How a body is written. [MS-ASAIRS] 2.2.2.41 */
export const BodyType = { PlainText: 1, Html: 2, Rtf: 3, Mime: 4 } as const;
export type BodyType = (typeof BodyType)[keyof typeof BodyType];

/** How an attachment is attached. [MS-ASAIRS] 2.2.2.31 */
export const AttachmentMethod = { Normal: 1, EmbeddedMessage: 5, OleObject: 6 } as const;
export type AttachmentMethod = (typeof AttachmentMethod)[keyof typeof AttachmentMethod];

const preferenceFields = {
  Type: one(unsignedByte),
  TruncationSize: optional(unsignedInteger),
  AllOrNone: optional(booleanOrEmpty),
  /** Characters of the preview wanted, up to 255. */
  Preview: optional(unsignedByte, { since: '14.0' }),
} as const;

/** What bodies a client takes. [MS-ASAIRS] 2.2.2.12 */
export const bodyPreference = container(elements('AirSyncBase', preferenceFields));
export type BodyPreference = Infer<typeof bodyPreference>;

/** What message parts a client takes. [MS-ASAIRS] 2.2.2.11 */
export const bodyPartPreference = container(elements('AirSyncBase', preferenceFields));
export type BodyPartPreference = Infer<typeof bodyPartPreference>;

/** A body. [MS-ASAIRS] 2.2.2.9 */
export const body = container({
  ...elements('AirSyncBase', {
    Type: one(unsignedByte),
    /** Bytes of the whole body in UTF-8. */
    EstimatedDataSize: optional(unsignedInteger),
    Truncated: optional(booleanOrEmpty),
    Data: optional(data),
  }),
  /** Which part of a multipart response is the data. [MS-ASCMD] 2.2.3.130 */
  ...elements('ItemOperations', { Part: optional(unsignedInteger) }),
  ...elements('AirSyncBase', { Preview: optional(text(), { since: '14.0' }) }),
});
export type Body = Infer<typeof body>;

/** A message part. [MS-ASAIRS] 2.2.2.10 */
export const bodyPart = container(
  elements('AirSyncBase', {
    /** 1, or 176 where the conversation is too large. */
    Status: one(unsignedByte),
    Type: one(unsignedByte),
    EstimatedDataSize: one(unsignedInteger),
    Truncated: optional(booleanOrEmpty),
    Data: optional(data),
    Preview: optional(text()),
  }),
);
export type BodyPart = Infer<typeof bodyPart>;

/** An attachment that an item has. [MS-ASAIRS] 2.2.2.7 */
const attachment = container({
  ...elements('AirSyncBase', {
    DisplayName: optional(text()),
    FileReference: one(text()),
    /** A client's, since 16.0, for an attachment that it has just added. */
    ClientId: optional(text(), { since: '16.0' }),
    Method: optional(unsignedByte),
    EstimatedDataSize: optional(unsignedInteger),
    ContentId: optional(text()),
    ContentLocation: optional(text()),
    IsInline: optional(booleanOrEmpty),
  }),
  ...elements('Email2', { UmAttDuration: optional(unsignedInteger), UmAttOrder: optional(unsignedInteger) }),
});
export type Attachment = Infer<typeof attachment>;

/** An attachment to add to a draft or an event. [MS-ASAIRS] 2.2.2.2 */
const addedAttachment = container(
  elements('AirSyncBase', {
    ClientId: one(text()),
    Method: one(unsignedByte),
    ContentType: optional(text()),
    Content: one(bytes),
    DisplayName: one(text()),
    ContentId: optional(text()),
    ContentLocation: optional(text()),
    IsInline: optional(booleanOrEmpty),
  }),
);
export type AddedAttachment = Infer<typeof addedAttachment>;

/** The attachments of an item, or since 16.0 what a client does to them. [MS-ASAIRS] 2.2.2.8 */
export const attachments = container(
  elements('AirSyncBase', {
    Attachment: many(attachment),
    Add: many(addedAttachment, { since: '16.0' }),
    Delete: many(container(elements('AirSyncBase', { FileReference: one(text()) })), { since: '16.0' }),
  }),
);
export type Attachments = Infer<typeof attachments>;

/** A place, since 16.0. [MS-ASAIRS] 2.2.2.28 */
export const location = container(
  elements('AirSyncBase', {
    DisplayName: optional(text()),
    Annotation: optional(text()),
    Street: optional(text()),
    City: optional(text()),
    State: optional(text()),
    Country: optional(text()),
    PostalCode: optional(text()),
    Latitude: optional(decimal),
    Longitude: optional(decimal),
    Accuracy: optional(decimal),
    Altitude: optional(decimal),
    AltitudeAccuracy: optional(decimal),
    LocationUri: optional(text()),
  }),
);
export type Location = Infer<typeof location>;
