/**
 * Mail to numbers as text messages of whoever submitted it: what they wrote, with their pictures, goes into their Outbox
 * and leaves from there, and never as mail. [MS-OXOSMMS] 3.2.1
 */
import { type MailSubmitted, derivedEventId } from '@postbus/contracts';
import { type MailboxScope, type TextMessageMail, addressKey, domainOf } from '@postbus/domain';
import type { MessageObject } from '@postbus/mapi';
import { type MmsSlide, type MobileUser, mmsObject, numberOfAddress, smsObject } from '@postbus/oxosmms';
import type { BlobStore, Directory } from '@postbus/ports';
import type { SubmitTextMessage } from '@postbus/text-messages';
import type { MailMedia, MailText } from '../text/text-tasks.ts';
import type { BoundedAttempts } from './bounded-attempts.ts';
import type { Handling } from './deliver-message.ts';
import { keepLargeValues } from './keep-large-values.ts';
import type { RefusedRecipients } from './refusal.ts';
import { refusedAsText } from './text-refusal.ts';
import type { TextWork } from './text-work.ts';

export interface TextParts {
  readonly directory: Pick<Directory, 'resolve' | 'isLocalDomain'>;
  readonly blobs: Pick<BlobStore, 'read' | 'put'>;
  readonly attempts: BoundedAttempts;
  readonly work: Pick<TextWork, 'text'>;
  readonly submit: Pick<SubmitTextMessage, 'execute'>;
}

export interface TextLimits {
  /** At which numbers have addresses; undefined where mail never becomes text messages. */
  readonly mailDomain: string | undefined;
  /** Characters of a text. */
  readonly longest: number;
  /** Bytes of pictures, audio and video together. */
  readonly largest: number;
}

type Recipient = MailSubmitted['recipients'][number];
type ByNumber = Recipient & { readonly number: string };

export interface SubmittedAsText {
  /** Those whom it goes to as mail. */
  readonly byMail: MailSubmitted['recipients'];
  readonly refused: RefusedRecipients;
}

export class SubmitAsText {
  constructor(
    private readonly parts: TextParts,
    private readonly limits: TextLimits,
  ) {}

  /** A repetition submits nothing again. @throws {PortError} where a store is away; {ConversionError} `aborted` */
  async execute(submitted: MailSubmitted, handling: Handling): Promise<SubmittedAsText> {
    const { mailDomain } = this.limits;
    if (mailDomain === undefined) return { byMail: submitted.recipients, refused: [] };
    const { byMail, byNumber, nobody } = await this.#parted(submitted.recipients, mailDomain);
    const refused = [
      ...refusedAsText(nobody, 'not-a-number'),
      ...(byNumber.length === 0 ? [] : await this.#submit(submitted, byNumber, handling)),
    ];
    return { byMail, refused };
  }

  /** An address that somebody here has is mail, though it look like a number. */
  async #parted(
    recipients: MailSubmitted['recipients'],
    mailDomain: string,
  ): Promise<{ readonly byMail: Recipient[]; readonly byNumber: ByNumber[]; readonly nobody: Recipient[] }> {
    const parted = { byMail: [] as Recipient[], byNumber: [] as ByNumber[], nobody: [] as Recipient[] };
    for (const recipient of recipients) {
      const number = numberOfAddress(recipient.address, [mailDomain]);
      const isThere = domainOf(recipient.address) === mailDomain.toLowerCase();
      if (number === undefined && !isThere) parted.byMail.push(recipient);
      else if (await this.#isMailAddress(recipient.address, number)) parted.byMail.push(recipient);
      else if (number === undefined) parted.nobody.push(recipient);
      else parted.byNumber.push({ ...recipient, number });
    }
    return parted;
  }

  async #isMailAddress(address: string, number: string | undefined): Promise<boolean> {
    const { directory } = this.parts;
    if ((await directory.resolve(addressKey(address))) !== undefined) return true;
    return number === undefined && (await directory.isLocalDomain(domainOf(address)));
  }

  async #submit(
    submitted: MailSubmitted,
    recipients: readonly ByNumber[],
    { traceparent, signal }: Handling,
  ): Promise<RefusedRecipients> {
    const refusable = recipients.map(({ number: _, ...recipient }) => recipient);
    // Receipts and automatic answers are sent with the null reverse-path. RFC 3834 3.3, RFC 8098 3
    if (submitted.reversePath.address === '') return refusedAsText(refusable, 'automatic');
    const result = await this.#read(submitted, signal);
    if (result === undefined) return refusedAsText(refusable, 'not-possible');
    if ('no' in result) return refusedAsText(refusable, result.no);
    const { says } = result;
    const users = recipients.map(({ number, address }) => userOf(number, says.names.get(address.toLowerCase())));
    const kind = says.media.length === 0 ? 'sms' : 'mms';
    const object = objectOf(says, users, Date.parse(submitted.submittedAt));
    await keepLargeValues(object, this.parts.blobs);
    const scope: MailboxScope = {
      tenant: submitted.tenant,
      principal: { kind: 'service', service: 'conversion' },
      mailbox: submitted.submitter,
    };
    await this.parts.submit.execute({
      id: derivedEventId('mail-to-number', submitted.id),
      scope,
      source: 'mail',
      kind,
      object,
      mail: mailOf(submitted, says),
      ...(traceparent !== undefined && { traceparent }),
      eventSource: '/conversion',
    });
    return [];
  }

  #read({ id, raw }: MailSubmitted, signal: AbortSignal) {
    const { attempts, blobs, work } = this.parts;
    const { longest, largest } = this.limits;
    return attempts.execute<Awaited<ReturnType<TextWork['text']>> | undefined>(
      {
        id: `${id}/text`,
        size: raw.size,
        signal,
        read: () => blobs.read(raw),
        run: (bytes, isolated) => work.text(bytes, { kind: 'text', longest, largest }, { isolated, signal }),
      },
      () => undefined,
    );
  }
}

function userOf(number: string, name: string | undefined): MobileUser {
  return { number, ...(name !== undefined && { name }) };
}

function objectOf({ text, subject, media }: MailText, recipients: readonly MobileUser[], at: number): MessageObject {
  if (media.length === 0) return smsObject({ origin: 'submitted', text, recipients, at });
  const slides = media.flatMap((one) => slideOf(one) ?? []);
  const others = media.filter((one) => slideOf(one) === undefined);
  const [first = {}, ...rest] = slides;
  const shown = text === '' ? slides : [{ text, ...first }, ...rest];
  return mmsObject({ origin: 'submitted', subject, recipients, at, slides: shown, others });
}

function slideOf(media: MailMedia): MmsSlide | undefined {
  if (media.mediaType.startsWith('image/')) return { image: media };
  if (media.mediaType.startsWith('audio/')) return { sound: media };
  return media.mediaType.startsWith('video/') ? { video: media } : undefined;
}

function mailOf({ reversePath: { address } }: MailSubmitted, { messageId, subject }: MailText): TextMessageMail {
  return { from: address, ...(messageId !== undefined && { messageId }), ...(subject !== '' && { subject }) };
}
