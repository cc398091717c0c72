/** Messages of gateways and phones, and mail with pictures, as MMS objects. RFC 2387; [MS-OXOSMMS] 2.2, 4.2 */
import {
  type AttachmentObject,
  type MessageObject,
  PidTagAttachNumber,
  PidTagBody,
  PidTagBodyContentId,
  PidTagBodyContentLocation,
  PidTagHasAttachments,
  PidTagHtml,
  PidTagMessageFlags,
  PidTagRtfCompressed,
  PidTagRtfInSync,
  PidTagSubject,
  PropertyBag,
  type ResolveValue,
  textIn,
} from '@postbus/mapi';
import type { MimeEntity } from '@postbus/mime';
import { MessageFlag, messageParts, resolverOf, toMessageObject } from '@postbus/oxcmail';
import { type FoundPart, type FoundSlides, foundSlides, mediaOfPart } from './found-slides.ts';
import { setMmsContent } from './mms-object.ts';
import { newContentIdSuffix } from './mms-parts.ts';
import type { MmsContent, MmsSlide } from './mms-slide.ts';
import { setMmsSubject } from './mms-subject.ts';
import { withNumbers } from './number-address.ts';
import { isSmil, partOf } from './read-mms.ts';
import { type TextMessageFromMimeOptions, bodyPlaces, setClass } from './sms-mime.ts';
import { bagWithout, bodyText } from './value-in.ts';

export interface MmsFromMimeOptions extends TextMessageFromMimeOptions {
  /** What stands after the at sign of each Content-ID; random unless told. */
  readonly contentIdSuffix?: string;
}

/** Contacts stay files, and each text is a part of its own. */
const asFiles = { vCards: 'file', joinedTexts: 1 } as const;

/** A text that a message begins with, and whether it is that of a mail, which shows the parts in its own way. */
type BodyPart = FoundPart & { readonly isOfMail: boolean };

/**
 * A message as an MMS object, complete by section 2. Slides are those of its presentation; without one that can be read,
 * its text and its parts in their order. Never throws. Large media stay slices of the original.
 * @param mime the message as a whole
 */
export function mmsFromMime(mime: MimeEntity, options: MmsFromMimeOptions = {}): MessageObject {
  const converted = toMessageObject(mime, { ...options, ...asFiles });
  const mail = withNumbers(converted, options.numberDomains ?? []);
  const { whole, ...content } = contentIn(mime, mail);
  const properties = bagWithout(mail.properties, [
    PidTagBody,
    PidTagHtml,
    PidTagRtfCompressed,
    PidTagRtfInSync,
    ...bodyPlaces,
  ]);
  setMmsSubject(properties, textIn(properties, PidTagSubject) ?? '');
  const shown = setMmsContent(properties, content, options.contentIdSuffix ?? newContentIdSuffix());
  const flags = properties.get(PidTagMessageFlags) ?? 0;
  properties.set(PidTagMessageFlags, flags | MessageFlag.mfHasAttach).set(PidTagHasAttachments, true);
  const attachments = [...shown, ...whole.map((one, index) => numbered(one, shown.length + index))];
  return setClass({ properties, recipients: mail.recipients, attachments }, 'mms', options);
}

/**
 * The slides of an entity by itself, such as a gateway puts into an envelope of its own. Never throws. Large media are
 * slices of its source.
 */
export function mmsContentOf(mime: MimeEntity): Required<MmsContent> {
  const { slides, others } = contentIn(mime, toMessageObject(mime, asFiles));
  return { slides, others };
}

interface FoundContent extends Required<MmsContent> {
  /** Attachments without bytes of their own: messages. */
  readonly whole: readonly AttachmentObject[];
}

function contentIn(mime: MimeEntity, mail: MessageObject): FoundContent {
  const resolve = resolverOf(mime.source);
  const parts = mail.attachments.map((attachment) => ({ attachment, part: partOf(attachment, resolve) }));
  const attached = parts.flatMap(({ part }) => part ?? []);
  const { slides, others } = slidesIn(attached, bodyPart(mime, mail, resolve));
  const whole = parts.flatMap(({ attachment, part }) => (part === undefined ? [attachment] : []));
  return { slides, others: others.map(mediaOfPart), whole };
}

function slidesIn(attached: readonly FoundPart[], body: BodyPart | undefined): Pick<FoundSlides, 'slides' | 'others'> {
  const smil = attached.find(isSmil);
  const parts = attached.filter((part) => part !== smil);
  const found = foundSlides(body === undefined ? parts : [body, ...parts], smil?.text());
  const others = found.others.filter((part) => part !== body);
  if (body === undefined || others.length === found.others.length) return { slides: found.slides, others };
  return { slides: body.isOfMail ? found.slides : withText(found.slides, body.text()), others };
}

/** A text that the presentation does not show is kept where it shows none. */
function withText(slides: readonly MmsSlide[], text: string): readonly MmsSlide[] {
  return text.trim() === '' || slides.some((slide) => slide.text !== undefined) ? slides : [...slides, { text }];
}

function bodyPart(mime: MimeEntity, mail: MessageObject, resolve: ResolveValue): BodyPart | undefined {
  const { properties } = mail;
  const text = bodyText(mail, resolve).replace(/(?:\r\n|\r|\n)+$/, '');
  if (text === '') return undefined;
  return {
    contentId: textIn(properties, PidTagBodyContentId)?.replace(/^<|>$/g, ''),
    location: textIn(properties, PidTagBodyContentLocation),
    name: messageParts(mime).text?.fileName,
    mediaType: 'text/plain',
    content: new Uint8Array(),
    text: () => text,
    isOfMail: properties.has(PidTagHtml),
  };
}

function numbered({ properties, ...rest }: AttachmentObject, number: number): AttachmentObject {
  return { ...rest, properties: new PropertyBag(properties).set(PidTagAttachNumber, number) };
}
