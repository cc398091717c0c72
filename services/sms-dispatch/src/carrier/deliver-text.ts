/** Gives a text that came in to whoever has the number: as a text message, or as the answer to their mail. */
import { derivedEventId } from '@postbus/contracts';
import type { Account, MailboxScope } from '@postbus/domain';
import { smsObject } from '@postbus/oxosmms';
import type { MailStore, TextMessageStore } from '@postbus/ports';
import { channelGuid, deliverReceived, receivedKey } from '@postbus/text-messages';
import { type Received, channels } from '../channels.ts';
import { eventSource, serviceName } from '../event-source.ts';
import type { AnswerAsMail } from '../mms/answer-as-mail.ts';

export interface TextToDeliver {
  readonly channel: string;
  /** Number or name. */
  readonly from: string;
  /** The number here. */
  readonly to: string;
  readonly text: string;
  readonly parts: number;
  readonly complete: boolean;
  /** Epoch milliseconds: when the first part came. */
  readonly receivedAt: number;
  /** What tells it from every other of the two numbers, each time the same. */
  readonly distinction: string;
}

export class DeliverText {
  constructor(
    private readonly mail: Pick<MailStore, 'apply' | 'applied'>,
    private readonly texts: Pick<TextMessageStore, 'lastTo'>,
    private readonly answers: Pick<AnswerAsMail, 'execute'>,
  ) {}

  /** Done again it changes nothing. @throws {PortError} */
  async execute(owner: Account, given: TextToDeliver): Promise<void> {
    const { text, distinction: _, ...way } = given;
    const { channel, from, to, receivedAt } = given;
    const facts = { id: idOf(given), kind: 'sms', ...way } as const;
    const last = await this.texts.lastTo(owner.mailbox, from);
    if (last?.mail !== undefined) {
      await this.answers.execute({ message: last, text, received: facts });
      tellReceived(given, 'mail');
      return;
    }
    const object = smsObject({
      origin: 'received',
      from: { number: from },
      recipients: [{ number: to }],
      text,
      at: receivedAt,
      accountGuid: channelGuid(channel),
    });
    await deliverReceived(this.mail, { ...facts, scope: scopeOf(owner), object, eventSource });
    tellReceived(given, 'delivered');
  }

  /** Whether it was delivered, in whichever form. @throws {PortError} */
  async isDelivered(owner: Account, given: TextToDeliver): Promise<boolean> {
    return (await this.mail.applied(scopeOf(owner), receivedKey(idOf(given)))) !== undefined;
  }
}

function idOf({ channel, from, to, distinction }: TextToDeliver): string {
  return derivedEventId('sms-received', channel, from, to, distinction);
}

function scopeOf({ tenant, mailbox }: Account): MailboxScope {
  return { tenant, mailbox, principal: { kind: 'service', service: serviceName } };
}

export function tellReceived(
  { channel, parts }: Pick<TextToDeliver, 'channel' | 'parts'>,
  outcome: Received['outcome'],
): void {
  if (channels.received.hasSubscribers) channels.received.publish({ channel, kind: 'sms', parts, outcome });
}
