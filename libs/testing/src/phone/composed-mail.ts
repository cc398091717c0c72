/** Mail that the phone sends. [MS-ASCMD] 2.2.1.17, 2.2.1.20 */
import { sendMailRequest, sendMailResponse, smartReplyRequest, smartReplyResponse } from '@postbus/activesync';
import type { CommandChannel } from './command-channel.ts';
import { PhoneError } from './phone-error.ts';

/** [MS-ASCMD] 2.2.1.17 */
export async function sendMail(channel: CommandChannel, mime: Uint8Array, clientId: string): Promise<void> {
  const response = await channel.command('SendMail', sendMailRequest, sendMailResponse, {
    ClientId: clientId,
    SaveInSentItems: true,
    Mime: mime,
  });
  if (response !== undefined) throw new PhoneError('command-status', response.Status, 'SendMail failed');
}

/** Answers an item. [MS-ASCMD] 2.2.1.20 */
export async function smartReply(
  channel: CommandChannel,
  item: { readonly collectionId: string; readonly serverId: string },
  mime: Uint8Array,
  clientId: string,
): Promise<void> {
  const response = await channel.command('SmartReply', smartReplyRequest, smartReplyResponse, {
    ClientId: clientId,
    Source: { FolderId: item.collectionId, ItemId: item.serverId },
    SaveInSentItems: true,
    Mime: mime,
  });
  if (response !== undefined) throw new PhoneError('command-status', response.Status, 'SmartReply failed');
}
