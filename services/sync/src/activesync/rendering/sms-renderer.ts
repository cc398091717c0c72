/**
 * Text messages: people by number, the text, and the conversation. Of an MMS message its slides' text is told, for the
 * class has neither pictures nor attachments. [MS-ASMS] 2.2
 */
import { type ApplicationData, plainTextPreference, smsApplicationData, smsChangeData } from '@postbus/activesync';
import type { MailboxScope, MessageRecord } from '@postbus/domain';
import type { MessageObject } from '@postbus/mapi';
import { OmsSourceType, OxosmmsError, type Sms, isMms, readMms, readSms, textOfMms } from '@postbus/oxosmms';
import type { BlobStore, MailStore } from '@postbus/ports';
import { bodyUnreadable } from '../../channels.ts';
import { MessageContent } from '../../content/message-content.ts';
import type { ItemOptions, ItemRenderer } from '../rendering.ts';
import { flagOf, noFlag } from './flag.ts';
import { smsConversation } from './sms-conversation.ts';
import { isUnreadable } from './unreadable.ts';

export class SmsRenderer implements ItemRenderer {
  /** @param region where numbers are dialled by whoever has no region */
  constructor(
    private readonly store: MailStore,
    private readonly blobs: BlobStore,
    private readonly region?: string,
  ) {}

  /** One whose text cannot be read is told without it, so that it holds up no others. */
  async item(scope: MailboxScope, message: MessageRecord, options: ItemOptions): Promise<ApplicationData> {
    const content = new MessageContent(this.store, this.blobs, scope, message);
    const { from, recipients, text, source } = await readText(content);
    const { summary, received, read } = message;
    const others = source === OmsSourceType.unknown && from !== undefined ? [from] : recipients;
    return smsApplicationData(
      {
        ...(from !== undefined && { from }),
        to: recipients,
        dateReceived: new Date(received),
        importance: summary.importance,
        read,
        text,
        flag: await flag(content),
        internetCodePage: summary.codePage,
        conversation: smsConversation(others, received, options.region ?? this.region),
      },
      plainTextPreference(options.bodyPreferences),
    );
  }

  async changed(scope: MailboxScope, message: MessageRecord): Promise<ApplicationData> {
    const content = new MessageContent(this.store, this.blobs, scope, message);
    return smsChangeData({ read: message.read, flag: await flag(content) });
  }
}

type Text = Pick<Sms, 'from' | 'recipients' | 'text' | 'source'>;

const nothing: Text = { from: undefined, recipients: [], text: '', source: OmsSourceType.unknown };

async function readText(content: MessageContent): Promise<Text> {
  const object = (await content.stored())?.object;
  if (object === undefined) return nothing;
  try {
    return isMms(object) ? await readSlides(object, content) : readSms(object, await content.resolver());
  } catch (error) {
    if (!isUnreadable(error) && !(error instanceof OxosmmsError)) throw error;
    bodyUnreadable.publish({ message: content.record.id, error });
    return nothing;
  }
}

async function readSlides(object: MessageObject, content: MessageContent): Promise<Text> {
  const resolve = await content.resolver();
  return { ...readMms(object, resolve), text: textOfMms(object, resolve) };
}

/** Only the object has all of a flag. */
async function flag(content: MessageContent) {
  const stored = await content.stored();
  return stored === undefined ? noFlag : flagOf(stored.object.properties);
}
