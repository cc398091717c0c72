/** What a person or a program wrote, as a text message in the Outbox. [MS-OXOSMMS] 3.2.1 */
import type { Account, MailboxScope, TextMessageSource, TextRecipient } from '@postbus/domain';
import type { MessageObject } from '@postbus/mapi';
import { type MmsMedia, type SmsOptions, isAccountGuid, isMms, mmsObject, smsObject } from '@postbus/oxosmms';
import type { Clock, DeviceStore, MailStore } from '@postbus/ports';
import { channelGuid, deviceGuid } from './account-guid.ts';
import { normalizedNumber } from './phone-number.ts';
import { phoneChannel } from './phone-relay.ts';
import { slidesOf } from './slides.ts';
import type { SubmitTextMessage, SubmittedItem } from './submit-text-message.ts';
import { TextMessageError } from './text-message-error.ts';

export interface WrittenTextMessage {
  /** Numbers as they were written. */
  readonly to: readonly TextRecipient[];
  readonly text: string;
  readonly subject?: string;
  /** With any, or a subject, it is an MMS. */
  readonly attachments?: readonly MmsMedia[];
  /** The number or name that it is to come from, one of the owner's. */
  readonly from?: string;
  /** What is to send it: the GUID or name of a channel, `phone`, or the id or GUID of a device of the owner. */
  readonly by?: string;
  /** Epoch milliseconds when it is to leave; as soon as it can unless told. */
  readonly at?: number;
  /** Milliseconds from when it is to leave, after which it is of no use any more. */
  readonly validFor?: number;
}

export interface Sending {
  /** A UUID. */
  readonly id: string;
  readonly source: TextMessageSource;
  /** Tells what is sent from all else; the id is taken where it was used for something else. */
  readonly fingerprint?: string;
}

export interface SendPorts {
  readonly store: MailStore;
  readonly deviceStore: DeviceStore;
  readonly clock: Clock;
  /** Where numbers are dialled from by whoever has no region. */
  readonly region: string | undefined;
  /** Names of the channels beside phones; undefined where this process does not know them, and any name is taken. */
  readonly channels: readonly string[] | undefined;
  /** CloudEvents source: `/sync`. */
  readonly eventSource: string;
}

export class SendTextMessage {
  constructor(
    private readonly submit: SubmitTextMessage,
    private readonly ports: SendPorts,
  ) {}

  /**
   * The same id again changes nothing and gives what it gave.
   * @throws {TextMessageError} `not-a-number`, `no-such-sender`, `id-taken`; {DomainError}, {PortError} as `MailStore.apply`
   */
  async execute(
    account: Account,
    scope: MailboxScope,
    written: WrittenTextMessage,
    { id, source, fingerprint }: Sending,
  ): Promise<SubmittedItem> {
    const { at, validFor, from } = written;
    const now = this.ports.clock.now();
    const region = account.region ?? this.ports.region;
    const sender = from === undefined ? undefined : (normalizedNumber(from, region) ?? from.trim());
    const key = fingerprint === undefined ? undefined : `sms/${id}/${fingerprint}`;
    const accountGuid = await this.#accountGuid(scope, written.by);
    const object = objectOf(written, {
      origin: 'submitted',
      at: now,
      recipients: recipientsOf(written.to, region),
      ...(sender !== undefined && { from: { name: account.displayName, number: sender } }),
      ...(at !== undefined && at > now && { scheduledFor: at }),
      ...(accountGuid !== undefined && { accountGuid }),
    });
    const submitted = await this.submit.execute({
      id,
      scope,
      source,
      kind: isMms(object) ? 'mms' : 'sms',
      object,
      eventSource: this.ports.eventSource,
      ...(sender !== undefined && { sender }),
      ...(validFor !== undefined && { expiresAt: Math.max(at ?? now, now) + validFor }),
      ...(key !== undefined && { dedupe: [key] }),
    });
    if (submitted.repeated && key !== undefined) await this.#checkSame(scope, key);
    return submitted;
  }

  /** @returns undefined where nobody was chosen */
  async #accountGuid(scope: MailboxScope, by: string | undefined): Promise<string | undefined> {
    if (by === undefined) return undefined;
    const { deviceStore, channels } = this.ports;
    const guid = by.startsWith('{') ? by.toUpperCase() : `{${by.toUpperCase()}}`;
    const devices = (await deviceStore.devices(scope)).map(({ id }) => ({
      name: id,
      guid: deviceGuid(scope.mailbox, id),
    }));
    const named = [phoneChannel, ...(channels ?? [])].map((name) => ({ name, guid: channelGuid(name) }));
    const chosen = [...devices, ...named].find((sender) => sender.name === by || sender.guid === guid);
    if (chosen !== undefined) return chosen.guid;
    if (channels === undefined) return isAccountGuid(guid) ? guid : channelGuid(by);
    throw new TextMessageError('no-such-sender', 'no channel and no device of the owner is what is to send it');
  }

  /** The key of another message is remembered with nothing, or not at all. */
  async #checkSame(scope: MailboxScope, key: string): Promise<void> {
    const applied = await this.ports.store.applied(scope, key);
    if (applied?.results[0]?.message === undefined)
      throw new TextMessageError('id-taken', 'it was used for another message');
  }
}

function objectOf(
  { text, subject, attachments = [] }: WrittenTextMessage,
  options: Omit<SmsOptions, 'text'>,
): MessageObject {
  return attachments.length === 0 && subject === undefined
    ? smsObject({ ...options, text })
    : mmsObject({ ...options, ...slidesOf(text, attachments), ...(subject !== undefined && { subject }) });
}

/** In E.164, each once. */
function recipientsOf(written: readonly TextRecipient[], region: string | undefined): readonly TextRecipient[] {
  const recipients = written.map(({ number: given, name }, index) => {
    const number = normalizedNumber(given, region);
    if (number === undefined)
      throw new TextMessageError('not-a-number', `recipient ${index + 1} is no number that can exist`);
    return { number, ...(name !== undefined && { name }) };
  });
  return [...new Map(recipients.map((recipient) => [recipient.number, recipient])).values()];
}
