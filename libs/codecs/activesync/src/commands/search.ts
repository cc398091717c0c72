/** Search: finds items of the mailbox, people of the address list, documents. [MS-ASCMD] 2.2.1.16 */
import { bodyPartPreference, bodyPreference } from '../classes/air-sync-base.ts';
import { emailFields } from '../classes/email.ts';
import { galFields } from '../classes/gal.ts';
import { type Infer, boolean, bytes, empty, integer, text, unsignedInteger } from '../content.ts';
import { container, elements, many, one, openContainer, optional, textOrContainer } from '../container.ts';
import { request, response } from '../message.ts';
import { SearchStatus } from '../status/search-status.ts';

/** What is searched. [MS-ASCMD] 2.2.1.16 */
export const SearchStore = { Mailbox: 'Mailbox', Gal: 'GAL', DocumentLibrary: 'DocumentLibrary' } as const;
export type SearchStore = (typeof SearchStore)[keyof typeof SearchStore];

const value = elements('Search', { Value: one(text({ maxLength: 1024 })) });
/** Compares when an item was received. [MS-ASCMD] 2.2.1.16 */
const comparison = container({ ...elements('Email', { DateReceived: one(empty) }), ...value });

/** Conditions that hold all together. [MS-ASCMD] 2.2.1.16 */
const conditions = {
  ...elements('AirSync', { Class: many(text()), CollectionId: many(text({ maxLength: 64 })) }),
  ...elements('Search', {
    ConversationId: optional(bytes),
    FreeText: optional(text()),
    GreaterThan: optional(comparison),
    LessThan: optional(comparison),
    EqualTo: optional(container({ ...elements('DocumentLibrary', { LinkId: one(empty) }), ...value })),
  }),
};

/** A mailbox is searched by And, the address list by a text, a document library by EqualTo. [MS-ASCMD] 2.2.1.16 */
const query = textOrContainer(
  text({ maxLength: 1024 }),
  container({ ...elements('Search', { And: optional(container(conditions)) }), ...conditions }),
);
export type SearchQuery = Infer<typeof query>;

/** Results from and to, both included: `0-99`. [MS-ASCMD] 2.2.3.143.3 */
const range = text({ minLength: 3, maxLength: 21 });

/** [MS-ASCMD] 2.2.3.125.5 */
const options = container({
  ...elements('AirSync', { MIMESupport: optional(integer({ min: 0, max: 2 })) }),
  ...elements('AirSyncBase', {
    BodyPreference: many(bodyPreference, { max: 256 }),
    BodyPartPreference: optional(bodyPartPreference, { since: '14.1' }),
  }),
  ...elements('RightsManagement', { RightsManagementSupport: optional(boolean, { since: '14.1' }) }),
  ...elements('Search', {
    Range: optional(range),
    UserName: optional(text({ maxLength: 100 })),
    Password: optional(text({ maxLength: 100 })),
    DeepTraversal: optional(empty),
    RebuildResults: optional(empty),
    Picture: optional(
      container(elements('Search', { MaxSize: optional(unsignedInteger), MaxPictures: optional(unsignedInteger) })),
      { since: '14.1' },
    ),
  }),
});
export type SearchOptions = Infer<typeof options>;

const store = container(
  elements('Search', {
    Name: one(text({ minLength: 1, maxLength: 256 })),
    Query: one(query),
    Options: optional(options),
  }),
);

export const searchRequest = request('Search', 'Search', container(elements('Search', { Store: one(store) })), {
  malformed: SearchStatus.InvalidRequest,
});
export type SearchRequest = Infer<typeof searchRequest>;

/** An item of the mailbox, or a person of the address list. [MS-ASCMD] 2.2.3.139.3 */
export const searchProperties = openContainer({ ...emailFields, ...galFields }, [
  'Contacts',
  'Contacts2',
  'Calendar',
  'Tasks',
  'Notes',
  'DocumentLibrary',
]);
export type SearchProperties = Infer<typeof searchProperties>;

const result = container({
  ...elements('AirSync', { Class: optional(text()) }),
  ...elements('Search', { LongId: optional(text({ minLength: 1, maxLength: 256 })) }),
  ...elements('AirSync', { CollectionId: optional(text({ maxLength: 64 })) }),
  ...elements('Search', { Properties: optional(searchProperties) }),
});
export type SearchResult = Infer<typeof result>;

export const searchResponse = response(
  'Search',
  'Search',
  container(
    elements('Search', {
      Status: optional(unsignedInteger),
      Response: optional(
        container(
          elements('Search', {
            Store: one(
              container(
                elements('Search', {
                  Status: one(unsignedInteger),
                  Result: many(result),
                  Range: optional(range),
                  Total: optional(unsignedInteger),
                }),
              ),
            ),
          }),
        ),
      ),
    }),
  ),
);
export type SearchResponse = Infer<typeof searchResponse>;
