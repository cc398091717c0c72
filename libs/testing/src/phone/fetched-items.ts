/** Items that the phone fetches or moves by their ids. [MS-ASCMD] 2.2.1.10, 2.2.1.12 */
import {
  BodyType,
  type ItemOperationsRequest,
  type ItemOperationsResponse,
  type ItemProperties,
  itemOperationsRequest,
  itemOperationsResponse,
  moveItemsRequest,
  moveItemsResponse,
} from '@postbus/activesync';
import { utf8Bytes } from '@postbus/bytes';
import type { CommandChannel } from './command-channel.ts';
import { PhoneError } from './phone-error.ts';

/** Bytes of an attachment by its FileReference. [MS-ASCMD] 2.2.1.10 */
export async function fetchAttachment(channel: CommandChannel, fileReference: string): Promise<Uint8Array> {
  const properties = await fetchItem(channel, [{ kind: 'Fetch', Store: 'Mailbox', FileReference: fileReference }]);
  if (properties?.Data === undefined) throw new PhoneError('protocol', 0, 'the attachment has no data');
  return properties.Data;
}

/** The whole MIME of an item. */
export async function fetchMime(channel: CommandChannel, collectionId: string, serverId: string): Promise<Uint8Array> {
  const properties = await fetchItem(channel, [
    {
      kind: 'Fetch',
      Store: 'Mailbox',
      CollectionId: collectionId,
      ServerId: serverId,
      Options: { MIMESupport: 2, BodyPreference: [{ Type: BodyType.Mime }] },
    },
  ]);
  const data = properties?.Body?.Data;
  if (data === undefined) throw new PhoneError('protocol', 0, 'the item has no body');
  return typeof data === 'string' ? utf8Bytes(data) : data;
}

/** @returns the new ServerId. [MS-ASCMD] 2.2.1.12 */
export async function moveItem(channel: CommandChannel, serverId: string, from: string, to: string): Promise<string> {
  const response = await channel.command('MoveItems', moveItemsRequest, moveItemsResponse, {
    Move: [{ SrcMsgId: serverId, SrcFldId: from, DstFldId: to }],
  });
  const moved = response?.Response?.[0];
  if (moved?.DstMsgId === undefined) throw new PhoneError('command-status', moved?.Status ?? 0, 'MoveItems failed');
  return moved.DstMsgId;
}

async function fetchItem(channel: CommandChannel, request: ItemOperationsRequest): Promise<ItemProperties | undefined> {
  const response: ItemOperationsResponse | undefined = await channel.command(
    'ItemOperations',
    itemOperationsRequest,
    itemOperationsResponse,
    request,
  );
  const fetched = response?.Response?.[0];
  if (fetched?.kind !== 'Fetch' || fetched.Status !== 1) {
    throw new PhoneError('command-status', fetched?.Status ?? response?.Status ?? 0, 'ItemOperations failed');
  }
  return fetched.Properties;
}
