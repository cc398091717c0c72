/** A body in RTF as HTML or text, with its attachments in their places. [MS-OXCMAIL] 2.1.3.3.6, 2.1.3.3.7 */
import { type AttachmentObject, type MessageObject, PidTagRenderingPosition } from '@postbus/mapi';
import { RtfError, deEncapsulateRtf, decompressRtf, rtfToHtml, rtfToText } from '@postbus/rtf';
import { htmlReferences } from '../html-references.ts';
import { contentIdMaker } from './content-id.ts';
import { fileName } from './file-name.ts';
import { cidAddress } from './html-reference.ts';
import { contentIdsOf } from './inline-attachments.ts';
import { isPicture } from './shown-picture.ts';
import type { Picture } from './message-body.ts';
import type { Writing } from './to-mime-options.ts';
import { integerIn } from './value-in.ts';

export interface RtfBody {
  /** Absent where the RTF holds text alone. */
  readonly html?: string;
  /** Absent where it is to be made of the HTML. */
  readonly text?: string;
  readonly pictures: readonly Picture[];
  /** Indexes of attachments that stand as pictures within the HTML. */
  readonly shown: ReadonlySet<number>;
}

/** PidTagRenderingPosition of an attachment that has no place in the body. [MS-OXCMSG] 2.2.2.16 */
const notRendered = -1;

/** @returns undefined where `compressed` cannot be read as RTF */
export function rtfBody(compressed: Uint8Array, message: MessageObject, writing: Writing): RtfBody | undefined {
  const rtf = decompressed(compressed);
  if (rtf === undefined) return undefined;
  const original = deEncapsulateRtf(rtf);
  if (original === undefined) return plainRtfBody(rtf, message, writing);
  if (original.kind === 'text') return { text: original.text, pictures: [], shown: new Set() };
  return { pictures: [], ...placed(original.html, original.attachmentPlaces, message, writing) };
}

/** RTF that was written as such: what it looks like, with its pictures. */
function plainRtfBody(rtf: Uint8Array, message: MessageObject, writing: Writing): RtfBody {
  const ids = contentIdsOf(message, writing);
  const make = contentIdMaker(message, writing);
  const pictureIds = renderedInOrder(message.attachments).map((index) =>
    isPicture(message.attachments[index]!, writing) ? { index, id: ids(index) } : undefined,
  );
  const { html, pictures } = rtfToHtml(rtf, {
    contentId: (number) => make(`pic${number}`),
    attachmentContentIds: pictureIds.map((picture) => picture?.id),
  });
  const references = htmlReferences(html);
  const shown = pictureIds.flatMap((picture) =>
    picture !== undefined && references.has(picture.id) ? [picture.index] : [],
  );
  return { html, text: rtfToText(rtf), pictures, shown: new Set(shown) };
}

function decompressed(compressed: Uint8Array): Uint8Array | undefined {
  try {
    return decompressRtf(compressed).rtf;
  } catch (error) {
    if (error instanceof RtfError) return undefined;
    throw error;
  }
}

/** `html` with an attachment at each of `places`: a picture as itself, any other by its name. */
function placed(
  html: string,
  places: readonly number[],
  message: MessageObject,
  writing: Writing,
): { readonly html: string; readonly shown: ReadonlySet<number> } {
  const ids = contentIdsOf(message, writing);
  const order = renderedInOrder(message.attachments);
  const shown = new Set<number>();
  const pieces: string[] = [];
  let from = 0;
  for (const [nth, place] of places.slice(0, order.length).entries()) {
    const index = order[nth]!;
    const attachment = message.attachments[index]!;
    const isShown = isPicture(attachment, writing);
    if (isShown) shown.add(index);
    pieces.push(html.slice(from, place));
    pieces.push(isShown ? `<img src="${cidAddress(ids(index))}" alt="">` : marker(attachment));
    from = place;
  }
  return { html: pieces.join('') + html.slice(from), shown };
}

/** Attachments that have a place, in the order of their places. */
function renderedInOrder(attachments: readonly AttachmentObject[]): number[] {
  const positions = attachments.map(({ properties }) => integerIn(properties, PidTagRenderingPosition) ?? notRendered);
  const indexes = attachments.map((_, index) => index).filter((index) => positions[index] !== notRendered);
  return indexes.toSorted((a, b) => (positions[a]! >>> 0) - (positions[b]! >>> 0));
}

/** The name of an attachment where it stands in the text. */
function marker({ properties }: AttachmentObject): string {
  const name = fileName(properties).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return name === '' ? '' : `&lt;&lt;${name}&gt;&gt;`;
}
