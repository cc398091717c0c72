/** The message that SmartReply and SmartForward name by Source. [MS-ASCMD] 2.2.3.173 */
import type { SmartReplyRequest } from '@postbus/activesync';
import type { MailboxScope, MessageRecord } from '@postbus/domain';
import type { MailStore } from '@postbus/ports';
import { parseServerId } from '../server-id.ts';
import { ComposeError } from './compose-error.ts';

export type Source = SmartReplyRequest['Source'];

/** @throws {ComposeError} `source-ambiguous`, `source-malformed`, `source-not-found` */
export async function sourceMessage(
  store: MailStore,
  scope: MailboxScope,
  { FolderId, ItemId, LongId }: Source,
): Promise<MessageRecord> {
  if (LongId !== undefined && (ItemId !== undefined || FolderId !== undefined)) {
    throw new ComposeError('source-ambiguous', 'LongId stands beside ItemId or FolderId');
  }
  const id = parseServerId(LongId ?? ItemId ?? '');
  if (id === undefined) throw new ComposeError('source-malformed', 'this is no id of an item');
  const [message] = await store.messages(scope, [id.message]);
  const elsewhere = FolderId !== undefined && FolderId !== String(id.folder);
  if (message === undefined || message.folder !== id.folder || elsewhere) {
    throw new ComposeError('source-not-found', `there is no message ${id.message}`);
  }
  return message;
}
