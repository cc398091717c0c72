/** Commands of Sync for text messages, each with Class where the protocol has it. [MS-ASMS] 2.2.2.2.2, [MS-ASCMD] 2.2.3.27.6 */
import type { BodyPreference } from '../classes/air-sync-base.ts';
import { ItemClass } from '../classes/item-class.ts';
import type { SyncRequestCommand } from '../commands/sync-request.ts';
import type { SyncCommandResponse, SyncResponseCommand } from '../commands/sync-response.ts';
import type { ProtocolVersion } from '../protocol-version.ts';
import { SyncStatus } from '../status/sync-status.ts';
import type { ServedSmsItem, SmsChange, SmsItem } from './sms-item.ts';
import { smsApplicationData, smsChangeData } from './write-sms-item.ts';

type Command<C extends { readonly kind: string }, K extends C['kind']> = Extract<C, { readonly kind: K }>;

/** A client's Add: a message that its phone received, or has sent. [MS-ASMS] 3.1.5.1 */
export function smsClientAdd(clientId: string, item: SmsItem): Command<SyncRequestCommand, 'Add'> {
  return { kind: 'Add', Class: ItemClass.Sms, ClientId: clientId, ApplicationData: smsApplicationData(item) };
}

/** A server's Add. [MS-ASMS] 3.2.5.1 */
export function smsAdd(
  serverId: string,
  item: ServedSmsItem,
  preference?: BodyPreference,
): Command<SyncResponseCommand, 'Add'> {
  const ApplicationData = smsApplicationData(item, preference);
  return { kind: 'Add', Class: ItemClass.Sms, ServerId: serverId, ApplicationData };
}

/** A server's Change. */
export function smsChange(serverId: string, change: SmsChange): Command<SyncResponseCommand, 'Change'> {
  return { kind: 'Change', Class: ItemClass.Sms, ServerId: serverId, ApplicationData: smsChangeData(change) };
}

/** A server's Delete; 14.0 has no Class in it. [MS-ASCMD] 2.2.3.27.6 */
export function smsDelete(serverId: string, version: ProtocolVersion): Command<SyncResponseCommand, 'Delete'> {
  return { kind: 'Delete', ...(version !== '14.0' && { Class: ItemClass.Sms }), ServerId: serverId };
}

/** A server's SoftDelete, which has no Class. [MS-ASCMD] 2.2.3.172 */
export function smsSoftDelete(serverId: string): Command<SyncResponseCommand, 'SoftDelete'> {
  return { kind: 'SoftDelete', ServerId: serverId };
}

/** What became of a client's Add: the message has Class, for it is not of the folder's own. [MS-ASCMD] 2.2.3.27.6 */
export function smsAdded(clientId: string, serverId: string): Command<SyncCommandResponse, 'Add'> {
  return { kind: 'Add', Class: ItemClass.Sms, ClientId: clientId, ServerId: serverId, Status: SyncStatus.Success };
}

/** A client's Add that was refused, with the Status of an SmsError or of the server. */
export function smsNotAdded(clientId: string, status: number): Command<SyncCommandResponse, 'Add'> {
  return { kind: 'Add', Class: ItemClass.Sms, ClientId: clientId, Status: status };
}

/** What a client fetched: the whole text. [MS-ASCMD] 2.2.3.67.2 */
export function smsFetched(serverId: string, item: ServedSmsItem): Command<SyncCommandResponse, 'Fetch'> {
  return { kind: 'Fetch', ServerId: serverId, Status: SyncStatus.Success, ApplicationData: smsApplicationData(item) };
}
