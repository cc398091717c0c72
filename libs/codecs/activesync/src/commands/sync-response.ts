/** The response of Sync: what became of a client's changes, and the server's. [MS-ASCMD] 2.2.1.21 */
import { applicationData } from '../classes/email.ts';
import { type Infer, empty, text, unsignedInteger } from '../content.ts';
import { container, elements, list, one, optional, sequence } from '../container.ts';
import { response } from '../message.ts';
import { syncId } from './sync-request.ts';

const itemClass = elements('AirSync', { Class: optional(text()) });
const serverId = elements('AirSync', { ServerId: one(syncId) });
const instance = elements('AirSyncBase', { InstanceId: optional(text(), { since: '16.0' }) });

/** What changed on the server, in its order. [MS-ASCMD] 2.2.3.32 */
export const syncResponseCommands = sequence(
  elements('AirSync', {
    Add: one(
      container({ ...itemClass, ...serverId, ...elements('AirSync', { ApplicationData: one(applicationData) }) }),
    ),
    Change: one(
      container({
        ...itemClass,
        ...serverId,
        ...instance,
        ...elements('AirSync', { ApplicationData: one(applicationData) }),
      }),
    ),
    Delete: one(container({ ...itemClass, ...serverId, ...instance })),
    SoftDelete: one(container({ ...itemClass, ...serverId })),
  }),
);
export type SyncResponseCommand = Infer<typeof syncResponseCommands>[number];

const status = elements('AirSync', { Status: one(unsignedInteger) });
const changedByServer = elements('AirSync', { ApplicationData: optional(applicationData, { since: '16.0' }) });

/** What became of the client's commands: always of Add and Fetch, of the others where they failed. [MS-ASCMD] 2.2.3.154 */
export const syncResponses = sequence(
  elements('AirSync', {
    Change: one(container({ ...itemClass, ...serverId, ...instance, ...status, ...changedByServer })),
    Add: one(
      container({
        ...itemClass,
        ...elements('AirSync', { ClientId: one(syncId), ServerId: optional(syncId) }),
        ...status,
        ...changedByServer,
      }),
    ),
    Delete: one(container({ ...itemClass, ...serverId, ...instance, ...status })),
    Fetch: one(
      container({
        ...elements('AirSync', { ServerId: optional(syncId) }),
        ...status,
        ...elements('AirSync', { ApplicationData: optional(applicationData) }),
      }),
    ),
  }),
);
export type SyncCommandResponse = Infer<typeof syncResponses>[number];

/** [MS-ASCMD] 2.2.3.29.2 */
const collection = container(
  elements('AirSync', {
    Class: optional(text()),
    SyncKey: optional(syncId),
    CollectionId: optional(syncId),
    Status: one(unsignedInteger),
    Responses: optional(syncResponses),
    MoreAvailable: optional(empty),
    Commands: optional(syncResponseCommands),
  }),
);
export type SyncResponseCollection = Infer<typeof collection>;

/** A server sends an empty body instead where nothing changed. [MS-ASCMD] 2.2.1.21.2 */
export const syncResponse = response(
  'AirSync',
  'Sync',
  container(
    elements('AirSync', {
      Status: optional(unsignedInteger),
      /** With Status 14 the nearest Wait or HeartbeatInterval, with 15 the number of collections allowed. */
      Limit: optional(unsignedInteger),
      Collections: optional(list('AirSync', 'Collection', collection)),
    }),
  ),
);
export type SyncResponse = Infer<typeof syncResponse>;
