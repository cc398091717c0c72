/** Slides of a SMIL document, version 1.0, 2.0 or 2.1. [SMIL2.1] 7, 10; SMIL 1.0 4 */
import { type XmlElement, XmlError, type XmlLimits, readXml } from '@postbus/xml';
import { OxosmmsError } from '../oxosmms-error.ts';
import { readClockValue } from './clock-value.ts';
import type { SmilMedia, SmilMediaElement, SmilSlide } from './smil-presentation.ts';

/** Each stops a presentation that costs far more than its bytes: see `XmlLimits`. */
export const defaultSmilLimits: XmlLimits = { length: 256 * 1024, depth: 32, elements: 4000, attributes: 50 };

const elements: Readonly<Record<string, SmilMediaElement>> = {
  text: 'text',
  textstream: 'text',
  img: 'img',
  animation: 'img',
  audio: 'audio',
  video: 'video',
  ref: 'ref',
};
/** What stands around media without a time of its own. */
const passed: ReadonlySet<string> = new Set(['seq', 'excl', 'a', 'priorityclass', 'body']);
/** The namespaces of SMIL: `http://www.w3.org/2001/SMIL20/Language`, `http://www.w3.org/2005/SMIL21/Mobile`, … */
const smilNamespace = /^https?:\/\/www\.w3\.org\/(?:[^/]+\/)*(?:rec-)?smil[\d.]*(?:\/|$)/i;

/**
 * The slides of `text`, in their order: each `par`, and each medium that is in none. Of a `switch` the first is taken,
 * for a phone is what no test is known of.
 * @throws {OxosmmsError} `not-smil`, and all that XML can be wrong with, with the offset in `text`
 */
export function readSmil(text: string, limits: Partial<XmlLimits> = {}): SmilSlide[] {
  const root = xmlRoot(text, { ...defaultSmilLimits, ...limits });
  if (localName(root) !== 'smil') throw new OxosmmsError('not-smil', root.at, `a document of <${root.name}>`);
  const slides: SmilSlide[] = [];
  for (const child of root.children) if (localName(child) === 'body') addSlides(child, slides);
  return slides;
}

function xmlRoot(text: string, limits: XmlLimits): XmlElement {
  try {
    return readXml(text, { limits, isLenient: true });
  } catch (error) {
    if (!(error instanceof XmlError) || error.code === 'undeclared-prefix') throw error;
    throw new OxosmmsError(error.code, error.offset, error.reason);
  }
}

/** The name without its prefix and in lower case; empty for a prefix of another namespace. */
function localName({ name, localName, namespace }: XmlElement): string {
  return name === localName || smilNamespace.test(namespace) ? localName.toLowerCase() : '';
}

function addSlides(element: XmlElement, slides: SmilSlide[]): void {
  const name = localName(element);
  const media = mediaOf(element, name);
  if (media !== undefined) slides.push(slideOf([media], durationOf(element)));
  else if (name === 'par') {
    const shown = mediaWithin(element);
    if (shown.length > 0)
      slides.push(
        slideOf(
          shown.map(({ medium }) => medium),
          durationOf(element) ?? longest(shown),
        ),
      );
  } else if (name === 'switch')
    addFirst(
      element,
      (child) => addSlides(child, slides),
      () => slides.length,
    );
  else if (passed.has(name)) for (const child of element.children) addSlides(child, slides);
}

interface Shown {
  readonly medium: SmilMedia;
  /** From the start of the `par`. */
  readonly endMs: number | undefined;
}

/** All media in `element`, whatever they are in. */
function mediaWithin(element: XmlElement): Shown[] {
  const shown: Shown[] = [];
  const add = (inner: XmlElement): void => {
    const name = localName(inner);
    const medium = mediaOf(inner, name);
    if (medium !== undefined) shown.push({ medium, endMs: endOf(inner) });
    else if (name === 'switch') addFirst(inner, add, () => shown.length);
    else if (name === 'par' || passed.has(name)) inner.children.forEach(add);
  };
  element.children.forEach(add);
  return shown;
}

/** Of a `switch`, the first child that shows something. [SMIL2.1] 6.3 */
function addFirst(element: XmlElement, add: (child: XmlElement) => void, count: () => number): void {
  const before = count();
  for (const child of element.children) {
    add(child);
    if (count() > before) return;
  }
}

function mediaOf({ attributes }: XmlElement, name: string): SmilMedia | undefined {
  const element = Object.hasOwn(elements, name) ? elements[name] : undefined;
  const src = attributes.get('src')?.trim();
  return element === undefined || src === undefined || src === '' ? undefined : { element, src };
}

function durationOf({ attributes }: XmlElement): number | undefined {
  return readClockValue(attributes.get('dur')) ?? readClockValue(attributes.get('end'));
}

function endOf(element: XmlElement): number | undefined {
  const { attributes } = element;
  const begin = readClockValue(attributes.get('begin')) ?? 0;
  const duration = readClockValue(attributes.get('dur'));
  return duration === undefined ? readClockValue(attributes.get('end')) : begin + duration;
}

function longest(shown: readonly Shown[]): number | undefined {
  const ends = shown.flatMap(({ endMs }) => endMs ?? []);
  return ends.length === 0 ? undefined : ends.reduce((one, other) => Math.max(one, other));
}

function slideOf(media: readonly SmilMedia[], durationMs: number | undefined): SmilSlide {
  return durationMs === undefined ? { media } : { media, durationMs };
}
