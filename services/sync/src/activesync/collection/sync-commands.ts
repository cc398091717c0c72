/** What a server tells of a collection, command by command. [MS-ASCMD] 2.2.3.32, [MS-ASMS] 2.2.2.2.2 */
import {
  type ApplicationData,
  ItemClass,
  type ProtocolVersion,
  type SyncResponseCommand,
  smsDelete,
} from '@postbus/activesync';
import { type Folder, type MessageId, type MessageRecord, messageKindOf } from '@postbus/domain';
import { serverId } from '../server-id.ts';
import type { StreamChanges } from './collection-streams.ts';
import type { RenderedItems } from './rendered-items.ts';

/**
 * @param items of what is added
 * @param changed what a Change tells where more than the read state changed
 */
export async function syncCommands(
  folder: Folder,
  { adds, changes, deletes, softDeletes }: StreamChanges,
  items: RenderedItems,
  changed: (message: MessageRecord) => Promise<ApplicationData>,
  version: ProtocolVersion,
): Promise<SyncResponseCommand[]> {
  const named = (message: MessageId): string => serverId({ folder: folder.id, message });
  const commands: SyncResponseCommand[] = [];
  for (const message of adds) {
    const ApplicationData = await items.item(message);
    commands.push({ kind: 'Add', ...classOf(message), ServerId: named(message.id), ApplicationData });
  }
  for (const { message, readStateOnly } of changes) {
    const ApplicationData = readStateOnly ? { Read: message.read } : await changed(message);
    commands.push({ kind: 'Change', ...classOf(message), ServerId: named(message.id), ApplicationData });
  }
  for (const { id, kind } of deletes) {
    commands.push(kind === 'text' ? smsDelete(named(id), version) : { kind: 'Delete', ServerId: named(id) });
  }
  for (const id of softDeletes) commands.push({ kind: 'SoftDelete', ServerId: named(id) });
  return commands;
}

/** Class is told of what is not of the folder's own. [MS-ASCMD] 2.2.3.27.6 */
function classOf({ summary }: MessageRecord): { readonly Class?: string } {
  return messageKindOf(summary.messageClass) === 'text' ? { Class: ItemClass.Sms } : {};
}
