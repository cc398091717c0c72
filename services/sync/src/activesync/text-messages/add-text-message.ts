/**
 * A text message that a device adds: kept in its folder, or sent where that is the Outbox. What a phone sent, and its
 * reports of what it could not send, settle what it took from the queue. [MS-ASMS] 3.1.4.1.2, 3.1.5.1
 */
import { type ApplicationData, SmsError, type SmsItem, SyncStatus, readSmsItem } from '@postbus/activesync';
import { derivedEventId } from '@postbus/contracts';
import type { ChangeNumber, Folder, MessageId } from '@postbus/domain';
import { OxosmmsError } from '@postbus/oxosmms';
import type { Clock, MailStore } from '@postbus/ports';
import { type SubmitTextMessage, textItem } from '@postbus/text-messages';
import type { CommandContext } from '../command-context.ts';
import type { MatchedAdd, PhoneQueue } from '../phone-relay/phone-queue.ts';
import { addedObject } from './added-object.ts';

export interface TextMessageAdd {
  /** Where it is added; in the Outbox it is sent. */
  readonly folder: Pick<Folder, 'id' | 'role'>;
  readonly data: ApplicationData;
  /** The same one is added once. */
  readonly dedupe: string;
}

export interface AddedTextMessage {
  readonly item: MessageId;
  /** Change numbers that it took. */
  readonly own: readonly ChangeNumber[];
}

const eventSource = '/sync';

export class AddTextMessage {
  constructor(
    private readonly store: MailStore,
    private readonly submit: SubmitTextMessage,
    private readonly phones: PhoneQueue,
    private readonly clock: Clock,
  ) {}

  /** @throws {SmsError}, {OxosmmsError} for what is no text message, or cannot be sent; {DomainError}, {PortError} */
  async execute(add: TextMessageAdd, context: CommandContext): Promise<AddedTextMessage> {
    const { item, malformedTo, truncated } = readSmsItem(add.data);
    if (add.folder.role !== 'outbox') return this.#keep(add, item, context);
    if (malformedTo.length > 0) {
      throw new OxosmmsError('not-a-number', 'ApplicationData/To', 'a recipient has no number');
    }
    if (truncated) {
      const path = 'ApplicationData/Body/Truncated';
      throw new SmsError('text-truncated', path, SyncStatus.ConversionError, 'half a text is not sent');
    }
    return this.#send(add, item, context);
  }

  async #send({ dedupe }: TextMessageAdd, item: SmsItem, context: CommandContext): Promise<AddedTextMessage> {
    const { scope, traceparent } = context;
    const submitted = await this.submit.execute({
      id: derivedEventId('activesync-sms', scope.mailbox, dedupe),
      scope,
      source: 'activesync',
      kind: 'sms',
      object: addedObject(item, 'outbox', this.clock.now()),
      eventSource,
      ...(traceparent !== undefined && { traceparent }),
    });
    return { item: submitted.item, own: [submitted.item] };
  }

  async #keep({ folder, dedupe }: TextMessageAdd, item: SmsItem, context: CommandContext): Promise<AddedTextMessage> {
    const { scope, traceparent } = context;
    const at = receivedAt(item, this.clock.now());
    const read = item.read || folder.role === 'sent' || folder.role === 'drafts';
    const message = textItem(addedObject(item, folder.role, at), at, read);
    const settles = await this.#settles(folder, item, context);
    const { results, repeated } = await this.store.apply(
      scope,
      [{ do: 'insert-message', folder: folder.id, message }, ...(settles?.operations ?? [])],
      { dedupe: [dedupe], ...(traceparent !== undefined && { traceparent }) },
    );
    await settles?.settled({ repeated });
    const own = results.flatMap((result) => ('changeNumber' in result ? [result.changeNumber] : []));
    return { item: results[0]!.message!, own };
  }

  async #settles(
    { role }: TextMessageAdd['folder'],
    item: SmsItem,
    context: CommandContext,
  ): Promise<MatchedAdd | undefined> {
    if (role === 'sent') return this.phones.matched(context, { as: 'sent', item });
    return role === 'inbox' ? this.phones.matched(context, { as: 'report', item }) : undefined;
  }
}

/** A time before there were any text messages is that of a phone without a clock: 1601, or the year 1. */
function receivedAt({ dateReceived }: SmsItem, now: number): number {
  const told = dateReceived?.getTime() ?? now;
  return told < 0 ? now : told;
}
