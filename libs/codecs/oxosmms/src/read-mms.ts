/** What an MMS object shows. [MS-OXOSMMS] 2.2.2.3, 4.2 */
import {
  type AttachmentObject,
  type MessageObject,
  PidTagAttachContentId,
  PidTagAttachContentLocation,
  PidTagAttachDataBinary,
  PidTagAttachFilename,
  PidTagAttachLongFilename,
  PidTagAttachMimeTag,
  PidTagNormalizedSubject,
  PidTagSubject,
  PidTagSubjectPrefix,
  PidTagTextAttachmentCharset,
  type ResolveValue,
  isExternal,
  textIn,
} from '@postbus/mapi';
import { resolveBytes } from '@postbus/oxcmail';
import { xmlText } from '@postbus/xml';
import { type FoundPart, foundSlides, mediaOfPart } from './found-slides.ts';
import { isSmilType } from './mms-parts.ts';
import type { MmsMedia, MmsSlide } from './mms-slide.ts';
import type { OxosmmsError } from './oxosmms-error.ts';
import { type TextMessage, readOms } from './text-message.ts';
import { textOfBytes } from './text-of-bytes.ts';
import { bodyText, unresolved } from './value-in.ts';

export interface Mms extends TextMessage {
  readonly slides: readonly MmsSlide[];
  /** Attachments that are in no slide. */
  readonly others: readonly MmsMedia[];
  /** Why the presentation was not followed; the slides are then the attachments in their order. */
  readonly smilError?: OxosmmsError;
}

/**
 * The slides of an MMS object, by its presentation; without a readable one, its attachments in their order; without any
 * of those, one slide of its body.
 * @param resolve reads texts that lie outside the object; media are left where they are
 * @throws {OxosmmsError} `value-not-here` where it is needed and missing, and what `resolve` throws
 */
export function readMms(message: MessageObject, resolve: ResolveValue = unresolved): Mms {
  const { properties } = message;
  const parts = message.attachments.flatMap((attachment) => partOf(attachment, resolve) ?? []);
  const smil = parts.find(isSmil);
  const found = foundSlides(
    parts.filter((part) => part !== smil),
    smil === undefined ? undefined : smil.text(),
  );
  const isFollowed = smil !== undefined && found.smilError === undefined;
  const hasText = found.slides.some((slide) => slide.text !== undefined);
  const text = isFollowed || hasText ? '' : bodyText(message, resolve);
  const subject =
    textIn(properties, PidTagSubject) ??
    (textIn(properties, PidTagSubjectPrefix) ?? '') + (textIn(properties, PidTagNormalizedSubject) ?? '');
  return {
    ...readOms(message, 'mms', subject),
    slides: text.trim() === '' ? found.slides : [{ text }, ...found.slides],
    others: found.others.map(mediaOfPart),
    ...(found.smilError === undefined ? {} : { smilError: found.smilError }),
  };
}

/** The texts of the slides, each apart from the next by an empty line; the body's text where no slide has one. @throws as `readMms` */
export function textOfMms(message: MessageObject, resolve: ResolveValue = unresolved): string {
  const texts = readMms(message, resolve).slides.flatMap(({ text = '' }) =>
    text.trim() === '' ? [] : [text.trimEnd()],
  );
  return texts.length === 0 ? bodyText(message, resolve).trim() : texts.join('\r\n\r\n');
}

/** Whether a part is a presentation: by its type, or by its name where the type says nothing. */
export function isSmil({ mediaType, name = '' }: Pick<FoundPart, 'mediaType' | 'name'>): boolean {
  const type = mediaType.toLowerCase();
  return (
    isSmilType(type) ||
    ((type === '' || type === 'application/octet-stream' || type === 'text/plain') && /\.smil?$/i.test(name))
  );
}

/** An attachment as a part; undefined for what has no bytes: a message within, a link. */
export function partOf({ properties }: AttachmentObject, resolve: ResolveValue): FoundPart | undefined {
  const content: unknown = properties.get(PidTagAttachDataBinary);
  if (!(content instanceof Uint8Array) && !isExternal(content)) return undefined;
  const mediaType = textIn(properties, PidTagAttachMimeTag) ?? '';
  const name = textIn(properties, PidTagAttachLongFilename) ?? textIn(properties, PidTagAttachFilename);
  const charset = textIn(properties, PidTagTextAttachmentCharset);
  const bytes = () => resolveBytes(content, resolve);
  return {
    contentId: textIn(properties, PidTagAttachContentId)?.replace(/^<|>$/g, ''),
    location: textIn(properties, PidTagAttachContentLocation),
    name,
    mediaType,
    content,
    text: isSmil({ mediaType, name }) ? () => xmlText(bytes(), charset) : () => textOfBytes(bytes(), charset),
  };
}
