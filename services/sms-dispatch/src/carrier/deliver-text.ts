/** Gives a text that came in to whoever has the number: as a text message, or as the answer to their mail. */
import { derivedEventId } from '@postbus/contracts';
import type { Account } from '@postbus/domain';
import { smsObject } from '@postbus/oxosmms';
import type { MailStore, TextMessageStore } from '@postbus/ports';
import { channelGuid, deliverReceived } from '@postbus/text-messages';
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
    private readonly mail: Pick<MailStore, 'apply'>,
    private readonly texts: Pick<TextMessageStore, 'lastTo'>,
    private readonly answers: Pick<AnswerAsMail, 'execute'>,
  ) {}

  /** Done again it changes nothing. @throws {PortError} */
  async execute(owner: Account, given: TextToDeliver): Promise<void> {
    const { channel, from, to, text, parts, complete, receivedAt, distinction } = given;
    const id = derivedEventId('sms-received', channel, from, to, distinction);
    const last = await this.texts.lastTo(owner.mailbox, from);
    if (last?.mail !== undefined) {
      await this.answers.execute({ message: last, from, text, receivedAt, id });
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
    const scope = {
      tenant: owner.tenant,
      mailbox: owner.mailbox,
      principal: { kind: 'service', service: serviceName },
    } as const;
    await deliverReceived(this.mail, {
      id,
      scope,
      channel,
      kind: 'sms',
      from,
      to,
      parts,
      complete,
      receivedAt,
      object,
      eventSource,
    });
    tellReceived(given, 'delivered');
  }
}

export function tellReceived(
  { channel, parts }: Pick<TextToDeliver, 'channel' | 'parts'>,
  outcome: Received['outcome'],
): void {
  if (channels.received.hasSubscribers) channels.received.publish({ channel, kind: 'sms', parts, outcome });
}
