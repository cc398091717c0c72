/** Slides put together from the parts of a message, by its presentation, else in the order of the parts. [MS-OXOSMMS] 4.2 */
import type { ExternalValue } from '@postbus/mapi';
import { truerMediaTypeOf } from './media-file.ts';
import type { MmsMedia, MmsSlide, SlideKind } from './mms-slide.ts';
import { OxosmmsError } from './oxosmms-error.ts';
import { dataText } from './smil/data-address.ts';
import { readSmil } from './smil/read-smil.ts';
import type { SmilMedia, SmilMediaElement, SmilSlide } from './smil/smil-presentation.ts';

export interface FoundPart {
  /** Without its brackets. */
  readonly contentId: string | undefined;
  readonly location: string | undefined;
  readonly name: string | undefined;
  readonly mediaType: string;
  readonly content: Uint8Array | ExternalValue;
  /** The content as text. */
  readonly text: () => string;
}

export interface FoundSlides {
  readonly slides: readonly MmsSlide[];
  /** Parts that are in no slide. */
  readonly others: readonly FoundPart[];
  /** Why the presentation was not followed. */
  readonly smilError?: OxosmmsError;
}

/** @param smil the text of the presentation, undefined where there is none */
export function foundSlides(parts: readonly FoundPart[], smil: string | undefined): FoundSlides {
  if (smil === undefined) return inOrder(parts);
  try {
    return byPresentation(parts, readSmil(smil));
  } catch (error) {
    if (!(error instanceof OxosmmsError) || error.code === 'value-not-here') throw error;
    return { ...inOrder(parts), smilError: error };
  }
}

export function mediaOfPart({ name, mediaType, content }: FoundPart): MmsMedia {
  return name === undefined ? { mediaType, content } : { name, mediaType, content };
}

/** Parts whose presentation refers to none of them, as after a gateway that renamed them, are shown all the same. */
function byPresentation(parts: readonly FoundPart[], presentation: readonly SmilSlide[]): FoundSlides {
  const find = partFinder(parts);
  const used = new Set<FoundPart>();
  const slides: MmsSlide[] = [];
  for (const { media, durationMs } of presentation) {
    const shown = media.flatMap((medium) => shownBy(medium, find(medium.src), used));
    addSlides(slides, shown, durationMs);
  }
  return slides.length === 0 ? inOrder(parts) : { slides, others: parts.filter((part) => !used.has(part)) };
}

type Shown = readonly [kind: 'text', text: string] | readonly [kind: Exclude<SlideKind, 'text'>, media: MmsMedia];

/** A text is shown once, wherever it is referred to again: a page of references would make gigabytes of it. */
function shownBy({ element, src }: SmilMedia, part: FoundPart | undefined, used: Set<FoundPart>): Shown[] {
  if (part === undefined) {
    const text = element === 'text' || element === 'ref' ? dataText(src) : undefined;
    return text === undefined ? [] : [['text', text]];
  }
  const kind = kindOf(part, element);
  if (kind === undefined || (kind === 'text' && used.has(part))) return [];
  used.add(part);
  return [shownPart(part, kind)];
}

function shownPart(part: FoundPart, kind: SlideKind): Shown {
  return kind === 'text' ? ['text', part.text()] : [kind, mediaOfPart(part)];
}

function inOrder(parts: readonly FoundPart[]): FoundSlides {
  const slides: MmsSlide[] = [];
  const others: FoundPart[] = [];
  const shown: Shown[] = [];
  for (const part of parts) {
    const kind = kindOf(part, 'ref');
    if (kind === undefined) others.push(part);
    else shown.push(shownPart(part, kind));
  }
  addSlides(slides, shown, undefined);
  return { slides, others };
}

/** One slide, and more where it has two of a kind. */
function addSlides(slides: MmsSlide[], shown: readonly Shown[], durationMs: number | undefined): void {
  let slide: { -readonly [Key in keyof MmsSlide]: MmsSlide[Key] } = durationMs === undefined ? {} : { durationMs };
  let isEmpty = true;
  for (const [kind, value] of shown) {
    if (slide[kind] !== undefined) {
      slides.push(slide);
      slide = {};
    }
    Object.assign(slide, { [kind]: value });
    isEmpty = false;
  }
  if (!isEmpty) slides.push(slide);
}

const ofElement: Readonly<Record<SmilMediaElement, SlideKind | undefined>> = {
  text: 'text',
  img: 'image',
  audio: 'sound',
  video: 'video',
  ref: undefined,
};
const ofType: Readonly<Record<string, SlideKind>> = { image: 'image', audio: 'sound', video: 'video' };

/** By the type of the part; by the element that shows it where the type says nothing. A contact or calendar is in no slide. */
function kindOf(part: FoundPart, element: SmilMediaElement): SlideKind | undefined {
  const mediaType = truerMediaTypeOf(part);
  if (mediaType === 'text/plain') return 'text';
  if (mediaType === 'application/octet-stream') return ofElement[element];
  const type = mediaType.slice(0, mediaType.indexOf('/'));
  return Object.hasOwn(ofType, type) ? ofType[type] : undefined;
}

/** Finds what an address refers to: a Content-ID, in the brackets of its field too, a location or a name. */
function partFinder(parts: readonly FoundPart[]): (src: string) => FoundPart | undefined {
  const found = new Map<string, FoundPart>();
  const put = (key: string | undefined, part: FoundPart) => {
    const lower = key?.toLowerCase();
    if (lower !== undefined && lower !== '' && !found.has(lower)) found.set(lower, part);
  };
  for (const key of ['contentId', 'location', 'name'] as const) for (const part of parts) put(part[key], part);
  return (src) => {
    const target = src.replace(/^(?:cid:|\.\/)/i, '').toLowerCase();
    return found.get(withoutBrackets(target)) ?? found.get(withoutBrackets(percentDecoded(target)));
  };
}

function withoutBrackets(contentId: string): string {
  return contentId.replace(/^<|>$/g, '');
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text).toLowerCase();
  } catch {
    return text;
  }
}
