/** Slides as the SMIL that phones write: a `par` a slide, the regions Image and Text. OMA MMS Conformance 8.1; [SMIL2.1] */
import { escapedAttribute } from '@postbus/xml';
import type { SmilMedia, SmilMediaElement, SmilSlide } from './smil-presentation.ts';

export interface SmilWriteOptions {
  /** Pixels of the screen that is laid out. */
  readonly width?: number;
  readonly height?: number;
}

/** How long a slide is shown whose time nobody told, and that has neither sound nor video of its own length. */
const shownMs = 5000;
const screen = { width: 320, height: 480 } as const;
const regions: Readonly<Partial<Record<SmilMediaElement, string>>> = {
  img: 'Image',
  video: 'Image',
  ref: 'Image',
  text: 'Text',
};

/** `slides` as a whole document, its characters of any script: to be encoded in UTF-8. */
export function smilOf(slides: readonly SmilSlide[], options: SmilWriteOptions = {}): string {
  return `<smil>\r\n<head>\r\n${layout(options)}\r\n</head>\r\n<body>\r\n${slides.map(slideText).join('')}</body>\r\n</smil>\r\n`;
}

/** The picture above, the text in the lower third. */
function layout({ width = screen.width, height = screen.height }: SmilWriteOptions): string {
  const above = Math.round((height * 2) / 3);
  const region = (id: string, top: number, tall: number): string =>
    `<region id="${id}" left="0" top="${top}" width="${width}" height="${tall}" fit="meet"/>`;
  return [
    '<layout>',
    `<root-layout width="${width}" height="${height}"/>`,
    region('Image', 0, above),
    region('Text', above, height - above),
    '</layout>',
  ].join('\r\n');
}

function slideText({ media, durationMs }: SmilSlide): string {
  const lasts = media.some(({ element }) => element === 'audio' || element === 'video');
  const duration = durationMs ?? (lasts ? undefined : shownMs);
  const dur = duration === undefined ? '' : ` dur="${Math.max(0, Math.round(duration))}ms"`;
  return `<par${dur}>\r\n${media.map(mediaText).join('')}</par>\r\n`;
}

function mediaText({ element, src }: SmilMedia): string {
  const region = regions[element];
  return `<${element} src=${escapedAttribute(src)}${region === undefined ? '' : ` region="${region}"`}/>\r\n`;
}
