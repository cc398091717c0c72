/** Ping: waits until something changes in one of some folders. [MS-ASCMD] 2.2.1.13 */
import { type Infer, text, unsignedInteger } from '../content.ts';
import { container, elements, list, one, optional } from '../container.ts';
import { request, response } from '../message.ts';
import { PingStatus } from '../status/ping-status.ts';

const folder = container(elements('Ping', { Id: one(text({ minLength: 1, maxLength: 64 })), Class: one(text()) }));

/** A client may leave out what the server has kept, and then send an empty body too. [MS-ASCMD] 2.2.1.13 */
export const pingRequest = request(
  'Ping',
  'Ping',
  container(
    elements('Ping', {
      /** Seconds. */
      HeartbeatInterval: optional(unsignedInteger),
      Folders: optional(list('Ping', 'Folder', folder)),
    }),
  ),
  { malformed: PingStatus.SyntaxError, missing: PingStatus.MissingParameters },
);
export type PingRequest = Infer<typeof pingRequest>;

export const pingResponse = response(
  'Ping',
  'Ping',
  container(
    elements('Ping', {
      Status: one(unsignedInteger),
      /** Server ids of the folders that changed. */
      Folders: optional(list('Ping', 'Folder', text({ minLength: 1 }))),
      MaxFolders: optional(unsignedInteger),
      /** Seconds. */
      HeartbeatInterval: optional(unsignedInteger),
    }),
  ),
);
export type PingResponse = Infer<typeof pingResponse>;
