/** The bytes of an attachment, decoded, and of an embedded message as it came. [MS-ASCMD] 2.2.1.10, [MS-ASAIRS] 2.2.2.31 */
import {
  type AttachmentObject,
  type MessageObject,
  PidTagAttachDataBinary,
  PidTagMessageSize,
  isExternal,
} from '@postbus/mapi';
import { type MimeEntity, parseMime } from '@postbus/mime';
import {
  type AttachmentFile,
  attachmentFile,
  embeddedFile,
  isClearSigned,
  isOpaqueOrEncrypted,
  messageParts,
} from '@postbus/oxcmail';
import type { MessageContent } from './message-content.ts';

/**
 * @param path position in the message's attachments, and so on in those of embedded messages
 * @returns undefined where there is no such attachment, or it has no content of its own
 * @throws {OxcmailError}, {PortError}
 */
export async function attachmentContent(
  content: MessageContent,
  path: readonly number[],
): Promise<AttachmentFile | undefined> {
  const stored = await content.stored();
  if (stored === undefined) return undefined;
  const attachment = attachmentAt(stored.object, path);
  if (attachment === undefined) return undefined;
  if (attachment.embedded !== undefined) {
    const bytes = await originalOf(content, stored.object, path);
    if (bytes !== undefined) return { bytes, contentType: 'message/rfc822' };
    return embeddedFile(attachment.embedded, { resolve: await content.resolver() });
  }
  const { properties } = attachment;
  const data = properties.get(PidTagAttachDataBinary);
  if (data === undefined) return undefined;
  return attachmentFile(properties, isExternal(data) ? await content.value(data) : data);
}

function attachmentAt(message: MessageObject, path: readonly number[]): AttachmentObject | undefined {
  const [first = -1, ...inside] = path;
  const attachment = message.attachments[first];
  if (inside.length === 0 || attachment?.embedded === undefined) return inside.length === 0 ? attachment : undefined;
  return attachmentAt(attachment.embedded, inside);
}

/** The embedded message as the original MIME has it, so that its signatures hold; undefined where it came otherwise. */
async function originalOf(
  content: MessageContent,
  object: MessageObject,
  path: readonly number[],
): Promise<Uint8Array | undefined> {
  if (content.record.mime === undefined) return undefined;
  const { bytes } = await content.mime();
  let within: { readonly mime: MimeEntity; readonly object: MessageObject } | undefined = {
    mime: parseMime(bytes),
    object,
  };
  for (const index of path) within = within && embeddedOriginal(within.mime, within.object, index);
  return within?.mime.bytes();
}

/**
 * The part that the attachment at `index` was made of. Attachments that were unpacked stand among those made of parts, so
 * messages are found by their size, equal ones by their order. What is signed or encrypted is one attachment, no message.
 */
function embeddedOriginal(mime: MimeEntity, { attachments }: MessageObject, index: number) {
  const object = attachments[index]?.embedded;
  if (object === undefined || isClearSigned(mime) || isOpaqueOrEncrypted(mime)) return undefined;
  const size = object.properties.get(PidTagMessageSize);
  const before = attachments
    .slice(0, index)
    .filter(({ embedded }) => embedded?.properties.get(PidTagMessageSize) === size);
  const parts = messageParts(mime)
    .attached.map(({ part }) => part.message)
    .filter((message) => message !== undefined && message.end - message.start === size);
  const original = parts[before.length];
  return original && { mime: original, object };
}
