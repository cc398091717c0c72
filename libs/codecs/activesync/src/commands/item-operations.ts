/** ItemOperations: fetches items and attachments, empties folders, moves conversations. [MS-ASCMD] 2.2.1.10 */
import { bodyPartPreference, bodyPreference } from '../classes/air-sync-base.ts';
import { emailFields } from '../classes/email.ts';
import { type Infer, base64, boolean, bytes, dateTime, empty, integer, text, unsignedInteger } from '../content.ts';
import { container, elements, many, one, openContainer, optional, sequence } from '../container.ts';
import { request, response } from '../message.ts';
import { ItemOperationsStatus } from '../status/item-operations-status.ts';

/** Where a Fetch reads. [MS-ASCMD] 2.2.3.178.2 */
export const ItemStore = { Mailbox: 'Mailbox', DocumentLibrary: 'Document Library' } as const;
export type ItemStore = (typeof ItemStore)[keyof typeof ItemStore];

const id = text({ minLength: 1, maxLength: 64 });
/** Bytes or items from and to, both included: `0-499`. [MS-ASCMD] 2.2.3.143.2 */
const range = text({ minLength: 3, maxLength: 21 });

/** The properties wanted; all where it is absent. [MS-ASCMD] 2.2.3.158 */
const schema = openContainer({}, [
  'AirSyncBase',
  'Email',
  'Email2',
  'Calendar',
  'Contacts',
  'Contacts2',
  'Tasks',
  'Notes',
]);

/** [MS-ASCMD] 2.2.3.125.3 */
const fetchOptions = container({
  ...elements('ItemOperations', {
    Schema: optional(schema),
    Range: optional(range),
    UserName: optional(text({ maxLength: 100 })),
    Password: optional(text({ maxLength: 256 })),
  }),
  ...elements('AirSync', { MIMESupport: optional(integer({ min: 0, max: 2 })) }),
  ...elements('AirSyncBase', {
    BodyPreference: many(bodyPreference, { max: 256 }),
    BodyPartPreference: optional(bodyPartPreference, { since: '14.1' }),
  }),
  ...elements('RightsManagement', { RightsManagementSupport: optional(boolean, { since: '14.1' }) }),
});

/** Names an item by CollectionId and ServerId or LongId, an attachment by FileReference, a document by LinkId. */
const fetch = container({
  ...elements('ItemOperations', { Store: one(text({ minLength: 1, maxLength: 256 })) }),
  ...elements('AirSync', { ServerId: optional(id), CollectionId: optional(id) }),
  ...elements('DocumentLibrary', { LinkId: optional(text()) }),
  ...elements('Search', { LongId: optional(text({ minLength: 1, maxLength: 256 })) }),
  ...elements('AirSyncBase', { FileReference: optional(text()), InstanceId: optional(text(), { since: '16.0' }) }),
  ...elements('ItemOperations', { Options: optional(fetchOptions) }),
  ...elements('RightsManagement', { RemoveRightsManagementProtection: optional(empty, { since: '14.1' }) }),
});

const emptyFolderContents = container({
  ...elements('AirSync', { CollectionId: one(id) }),
  ...elements('ItemOperations', {
    Options: optional(container(elements('ItemOperations', { DeleteSubFolders: optional(empty) }))),
  }),
});

const move = container(
  elements('ItemOperations', {
    ConversationId: one(bytes),
    DstFldId: one(id),
    Options: optional(container(elements('ItemOperations', { MoveAlways: optional(empty) }))),
  }),
);

/** The operations, done in their order. */
export const itemOperationsRequest = request(
  'ItemOperations',
  'ItemOperations',
  sequence(
    elements('ItemOperations', { EmptyFolderContents: one(emptyFolderContents), Fetch: one(fetch), Move: one(move) }),
  ),
  { malformed: ItemOperationsStatus.ProtocolError },
);
export type ItemOperationsRequest = Infer<typeof itemOperationsRequest>;
export type ItemOperation = ItemOperationsRequest[number];

/** What was fetched. Data is an attachment or a document where the answer is not multipart. [MS-ASCMD] 2.2.3.139.2 */
export const itemProperties = openContainer(
  {
    ...elements('ItemOperations', { Range: optional(range), Total: optional(unsignedInteger) }),
    ...elements('AirSyncBase', { ContentType: optional(text()) }),
    ...elements('ItemOperations', {
      Data: optional(base64),
      Part: optional(unsignedInteger),
      Version: optional(dateTime),
    }),
    ...emailFields,
  },
  ['Contacts', 'Contacts2', 'Calendar', 'Tasks', 'Notes', 'DocumentLibrary'],
);
export type ItemProperties = Infer<typeof itemProperties>;

const status = elements('ItemOperations', { Status: one(unsignedInteger) });

const fetched = container({
  ...status,
  ...elements('AirSync', { CollectionId: optional(id), ServerId: optional(id) }),
  ...elements('Search', { LongId: optional(text()) }),
  ...elements('AirSync', { Class: optional(text()) }),
  ...elements('DocumentLibrary', { LinkId: optional(text()) }),
  ...elements('AirSyncBase', { FileReference: optional(text()), InstanceId: optional(text(), { since: '16.0' }) }),
  ...elements('ItemOperations', { Properties: optional(itemProperties) }),
});

export const itemOperationsResponse = response(
  'ItemOperations',
  'ItemOperations',
  container({
    ...status,
    ...elements('ItemOperations', {
      Response: optional(
        sequence(
          elements('ItemOperations', {
            Move: one(container({ ...status, ...elements('ItemOperations', { ConversationId: one(bytes) }) })),
            EmptyFolderContents: one(container({ ...status, ...elements('AirSync', { CollectionId: one(id) }) })),
            Fetch: one(fetched),
          }),
        ),
      ),
    }),
  }),
);
export type ItemOperationsResponse = Infer<typeof itemOperationsResponse>;
