/**
 * A multimedia message that came in goes to the Inbox of whoever has the number, as an MMS object; where it answers a mail,
 * as mail. [MS-OXOSMMS] 3.2.1
 */
import { derivedEventId } from '@postbus/contracts';
import { type Account, type MailboxScope, newTraceparent } from '@postbus/domain';
import type { MessageObject } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { resolveBytes, resolverOf } from '@postbus/oxcmail';
import { type MmsContent, type MmsMedia, mmsContentOf, mmsObject, numberOfAddress } from '@postbus/oxosmms';
import type { BlobStore, Clock, Directory, InboundMms, MailStore, TextMessageStore } from '@postbus/ports';
import { type ReceivedFacts, normalizedNumber, receivedKey, receivedRecord, textItem } from '@postbus/text-messages';
import type { OptOutWords } from '../carrier/opt-out-words.ts';
import { channels } from '../channels.ts';
import { eventSource, serviceName } from '../event-source.ts';
import type { AnswerAsMail } from './answer-as-mail.ts';
import { withMediaInBlobs } from './mms-content.ts';

export interface ReceiveMmsParts {
  readonly directory: Pick<Directory, 'resolveNumber'>;
  readonly texts: Pick<TextMessageStore, 'lastTo'>;
  readonly mail: Pick<MailStore, 'apply'>;
  readonly blobs: Pick<BlobStore, 'put'>;
  readonly clock: Clock;
  readonly answers: Pick<AnswerAsMail, 'execute'>;
  readonly optOuts: Pick<OptOutWords, 'isSender' | 'obey'>;
  /** What a message that is one word asks for. */
  readonly meaningOf: (channel: string, text: string) => 'stop' | 'start' | undefined;
  /** Where numbers without a country code are dialled from. */
  readonly region: string | undefined;
}

/** Whom it came for. */
interface Owner {
  readonly account: Account;
  readonly number: string;
}

/** What came, as each owner gets it. */
interface Arrival {
  /** The same where the carrier sends it again. */
  readonly id: string;
  readonly channel: string;
  readonly sender: string;
  readonly subject: string | undefined;
  readonly at: number;
  readonly content: Required<MmsContent>;
  readonly traceparent: string;
}

export class ReceiveMms {
  constructor(private readonly parts: ReceiveMmsParts) {}

  /** @throws {PortError} where a store is away: the carrier sends it again */
  async execute(inbound: InboundMms): Promise<'taken' | 'refused'> {
    const { channel, reference } = inbound;
    const { owners, senders } = await this.#parted(inbound);
    if (owners.length === 0 && senders.length === 0) return refused(channel);
    const arrival: Arrival = {
      id: derivedEventId('mms-received', channel, reference),
      channel,
      sender: this.#number(inbound.sender) ?? (inbound.sender.slice(0, longestAddress) || unknownSender),
      subject: inbound.subject,
      at: Math.min(inbound.at, this.parts.clock.now()),
      content: contentOf(inbound.content),
      traceparent: newTraceparent(),
    };
    let isObeyed = false;
    for (const number of senders) isObeyed = (await this.#obey(arrival, number)) || isObeyed;
    for (const owner of owners) await this.#deliver(arrival, owner);
    return owners.length > 0 || isObeyed ? 'taken' : refused(channel);
  }

  /** Each mailbox once, and the numbers that many send from, which are nobody's. */
  async #parted({
    recipients,
  }: InboundMms): Promise<{ readonly owners: readonly Owner[]; readonly senders: string[] }> {
    const { directory, optOuts } = this.parts;
    const byMailbox = new Map<string, Owner>();
    const senders: string[] = [];
    for (const recipient of recipients.slice(0, mostRecipients)) {
      const number = this.#number(recipient);
      if (number === undefined) continue;
      const account = await directory.resolveNumber(number);
      if (account !== undefined) byMailbox.set(account.mailbox, { account, number });
      else if (optOuts.isSender(number)) senders.push(number);
    }
    return { owners: [...byMailbox.values()], senders };
  }

  /** As MMS writes it, `+14255550123/TYPE=PLMN`, or by itself; digits of a country code without a plus sign too. */
  #number(written: string): string | undefined {
    const number = numberOfAddress(written, []) ?? written;
    const { region } = this.parts;
    return normalizedNumber(number, region) ?? (/^\d{7,15}$/.test(number) ? normalizedNumber(`+${number}`) : undefined);
  }

  async #deliver(arrival: Arrival, owner: Owner): Promise<void> {
    const { texts, answers } = this.parts;
    await this.#obey(arrival, owner.number);
    const last = await texts.lastTo(owner.account.mailbox, arrival.sender);
    if (last?.mail === undefined) {
      await this.#insert(arrival, owner);
      return tell(arrival.channel, 'delivered');
    }
    await answers.execute({ message: last, text: objectOf(arrival, owner), received: factsOf(arrival, owner) });
    tell(arrival.channel, 'mail');
  }

  /** Who wants no more messages from the number gets none; the message is delivered all the same. @returns whether it says so */
  async #obey({ channel, sender, content, subject = '' }: Arrival, number: string): Promise<boolean> {
    const { optOuts, meaningOf } = this.parts;
    const said = content.slides.map(({ text = '' }) => text).join('');
    const meaning = meaningOf(channel, said.trim() === '' ? subject : said);
    if (meaning !== undefined) await optOuts.obey(meaning, sender, number);
    return meaning !== undefined;
  }

  async #insert(arrival: Arrival, owner: Owner): Promise<void> {
    const { mail, blobs } = this.parts;
    const content = await withMediaInBlobs(arrival.content, blobs);
    const { at, traceparent } = arrival;
    const message = textItem(objectOf({ ...arrival, content }, owner), at, false, traceparent);
    const scope: MailboxScope = {
      tenant: owner.account.tenant,
      mailbox: owner.account.mailbox,
      principal: { kind: 'service', service: serviceName },
    };
    const { tenant, mailbox } = scope;
    const facts = { ...factsOf(arrival, owner), tenant, mailbox, as: 'text-message' } as const;
    await mail.apply(scope, [{ do: 'insert-message', folder: 'inbox', message }], {
      dedupe: [receivedKey(facts.id)],
      events: [receivedRecord(facts, eventSource, traceparent)],
      traceparent,
    });
  }
}

/** Of a number or a name, in UTF-16 units; stops a carrier's megabytes from being stored beside a message. */
const longestAddress = 200;
/** That are looked up; stops one message from asking for thousands. */
const mostRecipients = 100;

/** A sender that the carrier does not tell. */
const unknownSender = 'unknown';

/** Slides with their bytes in them: what came is not kept beside. */
function contentOf(bytes: Uint8Array): Required<MmsContent> {
  const mime = parseMime(bytes);
  const resolve = resolverOf(mime.source);
  const { slides, others } = mmsContentOf(mime);
  const here = (media: MmsMedia): MmsMedia => ({ ...media, content: resolveBytes(media.content, resolve) });
  return {
    slides: slides.map(({ image, sound, video, ...slide }) => ({
      ...slide,
      ...(image !== undefined && { image: here(image) }),
      ...(sound !== undefined && { sound: here(sound) }),
      ...(video !== undefined && { video: here(video) }),
    })),
    others: others.map(here),
  };
}

function objectOf({ sender, subject, at, content }: Arrival, { number }: Owner): MessageObject {
  return mmsObject({
    origin: 'received',
    from: { number: sender },
    recipients: [{ number }],
    ...(subject !== undefined && { subject }),
    at,
    ...content,
  });
}

function factsOf(
  { id: arrivalId, channel, sender, at }: Arrival,
  { account, number }: Owner,
): Omit<ReceivedFacts, 'tenant' | 'mailbox' | 'as'> {
  const id = derivedEventId('mms-received', arrivalId, account.mailbox);
  return { id, kind: 'mms', channel, from: sender, to: number, parts: 1, complete: true, receivedAt: at };
}

function refused(channel: string): 'refused' {
  tell(channel, 'refused');
  return 'refused';
}

function tell(channel: string, outcome: 'delivered' | 'refused' | 'mail'): void {
  if (channels.received.hasSubscribers) channels.received.publish({ channel, kind: 'mms', parts: 1, outcome });
}
