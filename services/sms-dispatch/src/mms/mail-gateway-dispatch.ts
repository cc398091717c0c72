/**
 * Gives multimedia messages to a carrier's gateway as mail to `<number>@<gateway>`. The mail and the message's new state
 * leave by one commit, so that it goes once; what the gateway does not take comes back to its owner as any mail does.
 */
import { type BusRecord, type MailOutbound, derivedEventId, mailOutbound, toRecord } from '@postbus/contracts';
import type { Account, TextFault, TextMessage } from '@postbus/domain';
import { addressField, dateField, idField, textField } from '@postbus/mime';
import { mmsEntity } from '@postbus/oxosmms';
import type { BlobStore, Clock, Directory, TextMessageStore } from '@postbus/ports';
import { statusRecord } from '@postbus/text-messages';
import { channels } from '../channels.ts';
import type { ChannelDispatch, Dispatched, MessageToDispatch } from '../dispatched.ts';
import { eventSource } from '../event-source.ts';
import type { ChannelTable } from '../routing/channel-table.ts';
import { type ContentAtHand, contentAtHand } from './mms-content.ts';
import type { MailGatewaySettings } from './mms-settings.ts';

export interface MailGatewayParts {
  readonly texts: Pick<TextMessageStore, 'put'>;
  readonly blobs: Pick<BlobStore, 'read' | 'put'>;
  readonly directory: Pick<Directory, 'account'>;
  readonly clock: Clock;
  readonly table: Pick<ChannelTable, 'sender'>;
  /** At which numbers have addresses. */
  readonly mailDomain: string | undefined;
}

type Gateway = MailGatewaySettings & { readonly name: string };

export class MailGatewayDispatch implements ChannelDispatch {
  constructor(
    private readonly parts: MailGatewayParts,
    private readonly gateway: Gateway,
  ) {}

  async execute({ message: held, object, now }: MessageToDispatch): Promise<Dispatched> {
    const { blobs, directory, texts } = this.parts;
    const { value: message, version } = held;
    const account = await directory.account(message.mailbox);
    if (account === undefined) return { then: 'elsewhere', fault: nobody };
    const content = object && (await contentAtHand(object, blobs));
    if (content === undefined) return { then: 'elsewhere', fault: unreadable };
    const bytes = this.#mail(message, account, content);
    if (bytes.length > this.gateway.largest) return { then: 'elsewhere', fault: tooLarge };
    const { fault: _, ...rest } = message;
    const sent: TextMessage = { ...rest, channel: this.gateway.name, state: 'sent', changedAt: now };
    const outbound = this.#outbound(message, account, await blobs.put(bytes));
    await texts.put(sent, version, [statusRecord(sent, version + 1, eventSource), outbound]);
    tell(sent);
    return { then: 'ended' };
  }

  #mail(message: TextMessage, account: Account, { mms, resolve }: ContentAtHand): Uint8Array {
    const { id, submittedAt } = message;
    const sender = this.#sender(message, account);
    const to = message.recipients.map(({ number, name = '' }) => ({ name, address: this.#address(number) }));
    const fields = [
      dateField('Date', submittedAt),
      addressField('From', [sender]),
      addressField('To', to),
      ...(mms.subject === '' ? [] : [textField('Subject', mms.subject)]),
      idField('Message-ID', [`<${id}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`]),
      'MIME-Version: 1.0',
    ];
    return mmsEntity(mms, { resolve, fields });
  }

  /** Answers of the gateway come to where the message is from. */
  #sender(message: TextMessage, account: Account): { readonly name: string; readonly address: string } {
    const { mailDomain, table } = this.parts;
    const { name, from } = this.gateway;
    const number = from === 'number' ? table.sender(name, account, message.sender) : undefined;
    if (number !== undefined && mailDomain !== undefined) return { name: '', address: `${number}@${mailDomain}` };
    return { name: account.displayName, address: account.address };
  }

  #address(number: string): string {
    const { plus, plmn, gateway } = this.gateway;
    const digits = plus ? number : number.replace(/^\+/, '');
    return plmn ? `${digits}/TYPE=PLMN@${gateway}` : `${digits}@${gateway}`;
  }

  #outbound(message: TextMessage, { address }: Account, raw: MailOutbound['raw']): BusRecord {
    const { tenant, mailbox, recipients, submittedAt, traceparent } = message;
    const { gateway, name } = this.gateway;
    const id = derivedEventId('mms-by-mail', message.id, name);
    const data: MailOutbound = {
      id,
      tenant,
      raw,
      reversePath: { address, smtpUtf8: /[^\0-\x7f]/.test(address), body: '7BIT' },
      submitter: mailbox,
      domain: gateway,
      recipients: recipients.map(({ number }) => ({ address: this.#address(number) })),
      submittedAt: new Date(submittedAt).toISOString(),
    };
    const metadata = { id, source: eventSource, ...(traceparent !== undefined && { traceparent }) };
    return toRecord(mailOutbound, data, metadata, new Date(this.parts.clock.now()));
  }
}

const nobody: TextFault = { code: 'no-account', text: 'nobody owns the message any more' };
const unreadable: TextFault = { code: 'unreadable', text: 'what the message shows cannot be read' };
const tooLarge: TextFault = { code: 'too-large', text: 'the message is larger than the channel takes' };

function tell({ channel = '', traceparent }: TextMessage): void {
  if (channels.submitted.hasSubscribers)
    channels.submitted.publish({ channel, outcome: 'accepted', duration: 0, traceparent });
}
