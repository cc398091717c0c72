/** Which attachments an HTML body shows, and by what name it calls them. [MS-OXCMAIL] 2.1.3.4.1.2 */
import {
  AttachMethod,
  type AttachmentObject,
  type MessageObject,
  PidNameContentBase,
  PidTagAttachContentBase,
  PidTagAttachContentId,
  PidTagAttachContentLocation,
  PidTagAttachFlags,
  PidTagAttachMethod,
  PidTagAttachmentHidden,
  PidTagBodyContentLocation,
  type PropertyBag,
} from '@postbus/mapi';
import { attRenderedInBody } from '../attachment-properties.ts';
import { baseOfDocument, resolvedAddress } from '../content-location.ts';
import { contentIdMaker, ownContentId } from './content-id.ts';
import { fileName } from './file-name.ts';
import { cidAddress, percentDecoded, withReferences } from './html-reference.ts';
import type { Writing } from './to-mime-options.ts';
import { integerIn, isTrue, textIn } from './value-in.ts';

export interface PlacedAttachment {
  readonly attachment: AttachmentObject;
  /** Without its brackets. */
  readonly contentId: string | undefined;
  readonly isInline: boolean;
}

export interface ShownHtml {
  /** With `cid:` addresses where an attachment was referred to by its location or its name. */
  readonly html: string;
  readonly attachments: readonly PlacedAttachment[];
}

/** What is looked up by an address: indexes into the attachments of the message. */
interface Names {
  readonly ids: Map<string, number>;
  readonly locations: Map<string, number>;
  readonly fileNames: Map<string, number>;
}

/**
 * Looks at what `html` shows. An attachment is inline where it is marked so and the HTML refers to its Content-ID or
 * Content-Location; one that the HTML refers to by its file name alone is made so, for nothing else could show it.
 * @param shown indexes of attachments that the HTML shows by the ids that `contentIdsOf` gives them
 */
export function shownAttachments(
  message: MessageObject,
  html: string,
  writing: Writing,
  shown: ReadonlySet<number> = new Set(),
): ShownHtml {
  const { attachments } = message;
  const ids = contentIdsOf(message, writing);
  const base = baseOfDocument(html, undefined) ?? bodyBase(message.properties);
  const names = namesOf(attachments, base);
  const inline = new Set(shown);
  const rewritten = withReferences(html, (address) => {
    const index = referredTo(address, base, names, attachments);
    if (index === undefined) return undefined;
    inline.add(index);
    const contentId = ids(index);
    return address === `cid:${contentId}` || isCidOf(address, contentId) ? undefined : cidAddress(contentId);
  });
  return {
    html: rewritten,
    attachments: attachments.map((attachment, index) => ({
      attachment,
      contentId: inline.has(index) ? ids(index) : ownContentId(attachment.properties),
      isInline: inline.has(index),
    })),
  };
}

/** Attachments of a body that shows none. */
export function listedAttachments({ attachments }: MessageObject): PlacedAttachment[] {
  return attachments.map((attachment) => ({
    attachment,
    contentId: ownContentId(attachment.properties),
    isInline: false,
  }));
}

/** Gives the id that an attachment is written with, by its index. */
export function contentIdsOf(message: MessageObject, writing: Writing): (index: number) => string {
  let make: ((name: string) => string) | undefined;
  return (index) => {
    const own = ownContentId(message.attachments[index]!.properties);
    if (own !== undefined) return own;
    make ??= contentIdMaker(message, writing);
    return make(`att${index + 1}`);
  };
}

function isCidOf(address: string, contentId: string): boolean {
  return /^cid:/i.test(address) && percentDecoded(address.slice(4)) === contentId;
}

/** What addresses in the body count from, where the HTML does not say. RFC 2557 5 */
function bodyBase(bag: PropertyBag): string | undefined {
  return textIn(bag, PidNameContentBase) ?? textIn(bag, PidTagBodyContentLocation);
}

function namesOf(attachments: readonly AttachmentObject[], base: string | undefined): Names {
  const names: Names = { ids: new Map(), locations: new Map(), fileNames: new Map() };
  const put = (map: Map<string, number>, key: string | undefined, index: number) => {
    if (key !== undefined && key !== '' && !map.has(key)) map.set(key, index);
  };
  attachments.forEach(({ properties, embedded }, index) => {
    if (embedded !== undefined) return;
    put(names.ids, ownContentId(properties), index);
    put(names.ids, textIn(properties, PidTagAttachContentId), index);
    const location = textIn(properties, PidTagAttachContentLocation);
    put(names.locations, location, index);
    if (location !== undefined) {
      put(names.locations, resolvedAddress(location, textIn(properties, PidTagAttachContentBase) ?? base), index);
    }
    put(names.fileNames, fileName(properties).toLowerCase(), index);
  });
  return names;
}

function referredTo(
  address: string,
  base: string | undefined,
  names: Names,
  attachments: readonly AttachmentObject[],
): number | undefined {
  const isCid = /^cid:/i.test(address);
  const target = isCid ? percentDecoded(address.slice(4)) : address;
  const found = isCid ? names.ids.get(target) : byLocation(target, base, names);
  if (found !== undefined) return isMarkedInline(attachments[found]!) ? found : undefined;
  if (!isCid && /^[a-z][a-z\d+.-]*:|[/?#]/i.test(target.replace(/^\.\//, ''))) return undefined;
  const name = percentDecoded(target.replace(/^\.\//, '')).toLowerCase();
  return names.fileNames.get(name) ?? (isCid ? names.fileNames.get(name.slice(0, name.indexOf('@'))) : undefined);
}

function byLocation(address: string, base: string | undefined, { locations }: Names): number | undefined {
  return (
    locations.get(address) ?? locations.get(resolvedAddress(address, base)) ?? locations.get(percentDecoded(address))
  );
}

/** Whether the client says that the body shows it. [MS-OXCMAIL] 2.1.3.4.1.1, 2.1.3.4.1.2 */
function isMarkedInline({ properties }: AttachmentObject): boolean {
  const isRendered = ((integerIn(properties, PidTagAttachFlags) ?? 0) & attRenderedInBody) !== 0;
  const isOle = integerIn(properties, PidTagAttachMethod) === AttachMethod.afOle;
  return isRendered || isOle || isTrue(properties, PidTagAttachmentHidden);
}
