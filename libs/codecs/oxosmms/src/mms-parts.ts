/** The parts of an MMS message: its presentation, and what that refers to by Content-ID. [MS-OXOSMMS] 4.2 */
import { utf8Bytes } from '@postbus/bytes';
import type { ExternalValue } from '@postbus/mapi';
import { extensionOf, fileNameOf, mediaTypeOf } from './media-file.ts';
import type { MmsContent, MmsMedia, MmsSlide, SlideKind } from './mms-slide.ts';
import { smilOf } from './smil/smil-of.ts';
import type { SmilMedia, SmilSlide } from './smil/smil-presentation.ts';

export interface MmsPart {
  /** Without its brackets. */
  readonly contentId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly content: Uint8Array | ExternalValue;
  /** Of a text. */
  readonly charset?: string;
  /** Whether a slide, or the presentation itself, holds it. */
  readonly isShown: boolean;
}

/** A slide and the parts that it shows. */
export interface PlacedSlide {
  readonly slide: MmsSlide;
  readonly parts: Readonly<Partial<Record<SlideKind, MmsPart>>>;
}

export interface MmsParts {
  /** The presentation first, then the parts of each slide, then the others. */
  readonly parts: readonly MmsPart[];
  readonly slides: readonly PlacedSlide[];
}

export const smilMediaType = 'application/smil';
/** Its name since RFC 4536, which deprecates the other. */
const smilXmlMediaType = 'application/smil+xml';
const smilName = 'MMS.smil';
const elements = { text: 'text', image: 'img', sound: 'audio', video: 'video' } as const;

/** Whether a media type, in any case, is that of a presentation. */
export function isSmilType(mediaType: string): boolean {
  const type = mediaType.trim().toLowerCase();
  return type === smilMediaType || type === smilXmlMediaType;
}

/** What all Content-IDs of one message end with: 16 hexadecimal digits, a period, 16 more, as in the example. */
export function newContentIdSuffix(): string {
  const digits = crypto.randomUUID().replaceAll('-', '').toUpperCase();
  return `${digits.slice(0, 16)}.${digits.slice(16)}`;
}

/**
 * One part for a medium that many slides show: a presentation of references would make gigabytes of it.
 * @param suffix what stands after the at sign of each Content-ID
 */
export function mmsParts({ slides, others = [] }: MmsContent, suffix: string): MmsParts {
  const shown: MmsPart[] = [];
  const placedOf = new Map<MmsMedia['content'], { readonly media: MmsMedia; readonly part: MmsPart }>();
  const placeOnce = (media: MmsMedia): MmsPart => {
    const before = placedOf.get(media.content);
    if (before?.media.name === media.name && before?.media.mediaType === media.mediaType) return before.part;
    const part = place(media, (index) => `Att${index}.${extensionOf(media)}`);
    placedOf.set(media.content, { media, part });
    return part;
  };
  const place = (media: MmsMedia, name: (index: number) => string, charset?: string): MmsPart => {
    const index = shown.length;
    const part = {
      contentId: `Att${index}.${extensionOf(media)}@${suffix}`,
      name: fileNameOf(media, name(index)),
      mediaType: mediaTypeOf(media),
      content: media.content,
      ...(charset === undefined ? {} : { charset }),
      isShown: true,
    };
    shown.push(part);
    return part;
  };
  const placed = slides.map((slide, number) => ({
    slide,
    parts: {
      ...(slide.text === undefined ? {} : { text: place(textFile(slide.text), () => `${number + 1}.txt`, 'utf-8') }),
      ...mediaParts(slide, placeOnce),
    },
  }));
  const attached = others.map((media) => ({
    ...place(media, (index) => `Att${index}.${extensionOf(media)}`),
    isShown: false,
  }));
  const smil = {
    contentId: `${smilName}@${suffix}`,
    name: smilName,
    mediaType: smilMediaType,
    content: utf8Bytes(smilOf(placed.map(smilSlide))),
    isShown: true,
  };
  return { parts: [smil, ...shown.slice(0, shown.length - attached.length), ...attached], slides: placed };
}

function textFile(text: string): MmsMedia {
  return { mediaType: 'text/plain', content: utf8Bytes(text.toWellFormed()) };
}

function mediaParts(slide: MmsSlide, place: (media: MmsMedia) => MmsPart): PlacedSlide['parts'] {
  const parts: Partial<Record<SlideKind, MmsPart>> = {};
  for (const kind of ['image', 'sound', 'video'] as const) {
    const media = slide[kind];
    if (media !== undefined) parts[kind] = place(media);
  }
  return parts;
}

/** The picture before its text, as phones have it. */
function smilSlide({ slide, parts }: PlacedSlide): SmilSlide {
  const media = (['image', 'video', 'text', 'sound'] as const).flatMap((kind): SmilMedia[] => {
    const part = parts[kind];
    return part === undefined ? [] : [{ element: elements[kind], src: `cid:${part.contentId}` }];
  });
  return slide.durationMs === undefined ? { media } : { media, durationMs: slide.durationMs };
}
