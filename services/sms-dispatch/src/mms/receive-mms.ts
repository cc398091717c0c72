/**
 * A multimedia message that came in goes to the Inbox of whoever has the number, as an MMS object; where it answers a mail,
 * as mail. [MS-OXOSMMS] 3.2.1
 */
import { type BusRecord, type SmsReceived, derivedEventId } from '@postbus/contracts';
import { type Account, type MailboxScope, newTraceparent } from '@postbus/domain';
import type { MessageObject } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { resolveBytes, resolverOf } from '@postbus/oxcmail';
import { type MmsContent, type MmsMedia, mmsContentOf, mmsObject, numberOfAddress } from '@postbus/oxosmms';
import type { BlobStore, Clock, Directory, InboundMms, MailStore, MessageBus, TextMessageStore } from '@postbus/ports';
import { normalizedNumber, receivedRecord, textItem } from '@postbus/text-messages';
import { channels } from '../channels.ts';
import { eventSource, serviceName } from '../event-source.ts';
import type { AnswerAsMail } from './answer-as-mail.ts';
import { withMediaInBlobs } from './mms-content.ts';

export interface ReceiveMmsParts {
  readonly directory: Pick<Directory, 'resolveNumber'>;
  readonly texts: Pick<TextMessageStore, 'lastTo' | 'optOut' | 'optIn'>;
  readonly mail: Pick<MailStore, 'apply'>;
  readonly blobs: Pick<BlobStore, 'put'>;
  readonly bus: Pick<MessageBus, 'publish'>;
  readonly clock: Clock;
  readonly answers: Pick<AnswerAsMail, 'execute'>;
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
    const owners = await this.#owners(inbound);
    if (owners.length === 0) {
      tell(channel, 'refused');
      return 'refused';
    }
    const arrival: Arrival = {
      id: derivedEventId('mms-received', channel, reference),
      channel,
      sender: this.#number(inbound.sender) ?? inbound.sender.slice(0, longestAddress),
      subject: inbound.subject?.slice(0, longestSubject),
      at: Math.min(inbound.at, this.parts.clock.now()),
      content: contentOf(inbound.content),
      traceparent: newTraceparent(),
    };
    for (const owner of owners) await this.#deliver(arrival, owner);
    return 'taken';
  }

  /** Each mailbox once. */
  async #owners({ recipients }: InboundMms): Promise<Owner[]> {
    const byMailbox = new Map<string, Owner>();
    for (const recipient of recipients.slice(0, mostRecipients)) {
      const number = this.#number(recipient);
      const account = number === undefined ? undefined : await this.parts.directory.resolveNumber(number);
      if (account !== undefined) byMailbox.set(account.mailbox, { account, number: number! });
    }
    return [...byMailbox.values()];
  }

  /** As MMS writes it, `+14255550123/TYPE=PLMN`, or by itself; digits of a country code without a plus sign too. */
  #number(written: string): string | undefined {
    const number = numberOfAddress(written, []) ?? written;
    const { region } = this.parts;
    return normalizedNumber(number, region) ?? (/^\d{7,15}$/.test(number) ? normalizedNumber(`+${number}`) : undefined);
  }

  async #deliver(arrival: Arrival, owner: Owner): Promise<void> {
    const { texts, answers, bus } = this.parts;
    const { mailbox } = owner.account;
    await this.#obey(arrival, owner);
    const last = await texts.lastTo(mailbox, arrival.sender);
    if (last?.mail === undefined) {
      await this.#insert(arrival, owner);
      return tell(arrival.channel, 'delivered');
    }
    const record = recordOf(arrival, owner, 'mail');
    const { sender: from, at: receivedAt } = arrival;
    await answers.execute({ message: last, from, text: objectOf(arrival, owner), receivedAt, id: record.id });
    await bus.publish([record.record], { deadline: publishDeadline });
    tell(arrival.channel, 'mail');
  }

  /** Who wants no more messages from the number gets none; the message is delivered all the same. */
  async #obey({ channel, sender, content, subject = '' }: Arrival, { number }: Owner): Promise<void> {
    const { texts, clock, meaningOf } = this.parts;
    const said = content.slides.map(({ text = '' }) => text).join('');
    const meaning = meaningOf(channel, said.trim() === '' ? subject : said);
    if (meaning === 'stop') await texts.optOut({ number: sender, sender: number, at: clock.now() });
    if (meaning === 'start') await texts.optIn(sender, number);
  }

  async #insert(arrival: Arrival, owner: Owner): Promise<void> {
    const { mail, blobs } = this.parts;
    const content = await withMediaInBlobs(arrival.content, blobs);
    const { at, id, traceparent } = arrival;
    const message = textItem(objectOf({ ...arrival, content }, owner), at, false, traceparent);
    const scope: MailboxScope = {
      tenant: owner.account.tenant,
      mailbox: owner.account.mailbox,
      principal: { kind: 'service', service: serviceName },
    };
    const { record } = recordOf(arrival, owner, 'text-message');
    await mail.apply(scope, [{ do: 'insert-message', folder: 'inbox', message }], {
      dedupe: [`sms-received/${id}`],
      events: [record],
      traceparent,
    });
  }
}

/** Of a number or a name, and of a subject, in UTF-16 units; stops a carrier's megabytes from being stored beside a message. */
const longestAddress = 200;
const longestSubject = 1000;
/** That are looked up; stops one message from asking for thousands. */
const mostRecipients = 100;

/** Milliseconds until a publish whose outcome is unknown is tried again. */
const publishDeadline = 30_000;

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

function recordOf(
  { id: arrivalId, channel, sender, at, traceparent }: Arrival,
  { account, number }: Owner,
  as: SmsReceived['as'],
): { readonly id: string; readonly record: BusRecord } {
  const { tenant, mailbox } = account;
  const id = derivedEventId('mms-received', arrivalId, mailbox);
  const way = { kind: 'mms', channel, from: sender, to: number, parts: 1, complete: true } as const;
  return { id, record: receivedRecord({ id, tenant, mailbox, ...way, as, receivedAt: at }, eventSource, traceparent) };
}

function tell(channel: string, outcome: 'delivered' | 'refused' | 'mail'): void {
  if (channels.received.hasSubscribers) channels.received.publish({ channel, kind: 'mms', parts: 1, outcome });
}
