/** Slides as the HTML body of an MMS object. [MS-OXOSMMS] 2.2.2.3, 4.2 */
import { escapedAttribute, escapedText } from '@postbus/xml';
import type { MmsPart, PlacedSlide } from './mms-parts.ts';

/** In the form of the example: a slide's picture, its text, and links to the parts that HTML cannot show. */
export function mmsHtml(slides: readonly PlacedSlide[]): string {
  const body = slides.map(slideHtml).filter((html) => html !== '');
  return ['<HTML>', '<BODY>', ...(body.length === 0 ? [] : [body.join('\r\n<HR>\r\n')]), '</BODY>', '</HTML>', ''].join(
    '\r\n',
  );
}

function slideHtml({ slide, parts }: PlacedSlide): string {
  const lines: string[] = [];
  if (parts.image !== undefined) lines.push(`<IMG SRC=${cid(parts.image)} border="0">`);
  if (slide.text !== undefined) lines.push(lineHtml(slide.text));
  if (parts.text !== undefined) lines.push(link(parts.text, ''));
  for (const part of [parts.sound, parts.video]) if (part !== undefined) lines.push(link(part, part.name));
  return lines.join('\r\n<BR>\r\n');
}

function link(part: MmsPart, text: string): string {
  return `<A HREF=${cid(part)}>${escapedText(text)}</A>`;
}

function cid({ contentId }: MmsPart): string {
  return escapedAttribute(`cid:${contentId}`);
}

function lineHtml(text: string): string {
  return escapedText(text)
    .replace(/ {2}/g, ' &nbsp;')
    .replace(/\r\n|\r|\n/g, '<BR>\r\n');
}
