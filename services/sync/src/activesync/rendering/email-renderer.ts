/** Email items: from the summary of their message alone, but for bodies and flags. [MS-ASEMAIL] 2.2.2 */
import { type ApplicationData, BodyType, type Flag } from '@postbus/activesync';
import type { MailboxScope, MessageRecord } from '@postbus/domain';
import type { BlobStore, MailStore } from '@postbus/ports';
import { bodyUnreadable } from '../../channels.ts';
import type { ItemOptions, ItemRenderer } from '../rendering.ts';
import { bodyOf, bodyPartOf } from './body.ts';
import { changedFields, emailFields } from './email-fields.ts';
import { flagOf, noFlag } from './flag.ts';
import { MessageContent } from '../../content/message-content.ts';
import { isUnreadable } from './unreadable.ts';

export class EmailRenderer implements ItemRenderer {
  constructor(
    private readonly store: MailStore,
    private readonly blobs: BlobStore,
  ) {}

  /** An item whose bodies cannot be read is told without them, so that it holds up no others. */
  async item(scope: MailboxScope, message: MessageRecord, options: ItemOptions): Promise<ApplicationData> {
    const content = new MessageContent(this.store, this.blobs, scope, message);
    return {
      ...emailFields(message),
      ...(await bodies(content, options)),
      Flag: await flag(content),
    };
  }

  async changed(scope: MailboxScope, message: MessageRecord): Promise<ApplicationData> {
    const content = new MessageContent(this.store, this.blobs, scope, message);
    return { ...changedFields(message), Flag: await flag(content) };
  }
}

async function bodies(content: MessageContent, options: ItemOptions): Promise<ApplicationData> {
  try {
    return { Body: await bodyOf(content, options), BodyPart: await bodyPartOf(content, options) };
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    bodyUnreadable.publish({ message: content.record.id, error });
    return { Body: { Type: BodyType.PlainText, EstimatedDataSize: content.record.summary.size, Truncated: true } };
  }
}

/** Only the object has all of a flag; few messages have one. */
async function flag(content: MessageContent): Promise<Flag> {
  if (content.record.summary.flagStatus === undefined) return noFlag;
  const stored = await content.stored();
  return stored === undefined ? noFlag : flagOf(stored.object.properties);
}
