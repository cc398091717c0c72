/** Attachments as entities, by what they are. [MS-OXCMAIL] 2.1.3.4 */
import { AttachMethod, type MessageObject, PidTagAttachDataBinary, PidTagAttachMethod } from '@postbus/mapi';
import { isAscii } from '@postbus/charset';
import { type WrittenEntity, writeMessage } from '@postbus/mime';
import { entityOptions, fileEntity, ownContent } from './file-entity.ts';
import { fileName } from './file-name.ts';
import type { PlacedAttachment } from './inline-attachments.ts';
import { macEntity, macFileIn } from './mac-entity.ts';
import { oleFile } from './ole-file.ts';
import { referenceEntity, referenceIn, shortcutIn } from './reference-entity.ts';
import type { Writing } from './to-mime-options.ts';
import { bytesIn, integerIn } from './value-in.ts';
import { isContact, vCardEntity } from './vcard-entity.ts';

const nothing = new Uint8Array(0);

/** @param writeEmbedded writes the message that the attachment holds */
export function attachmentEntity(
  placed: PlacedAttachment,
  writing: Writing,
  writeEmbedded: (message: MessageObject) => WrittenEntity,
): WrittenEntity {
  const { properties, embedded } = placed.attachment;
  if (embedded !== undefined && isContact(embedded)) return vCardEntity(placed, embedded, writing);
  if (embedded !== undefined) return embeddedEntity(placed, writeEmbedded(embedded), writing);
  const content = bytesIn(properties, PidTagAttachDataBinary, writing.resolve);
  const reference = content === undefined ? referenceIn(properties) : shortcutIn(properties, content);
  if (reference !== undefined) return referenceEntity(placed, reference, writing);
  const bytes = content ?? nothing;
  if (integerIn(properties, PidTagAttachMethod) === AttachMethod.afOle) {
    return fileEntity(placed, oleFile(properties, bytes), writing);
  }
  const macFile = macFileIn(properties, bytes);
  return macFile === undefined
    ? fileEntity(placed, ownContent(properties, bytes), writing)
    : macEntity(placed, macFile, writing);
}

/** [MS-OXCMAIL] 2.1.3.4.5; RFC 6532 3.7 where its header is not ASCII */
function embeddedEntity(placed: PlacedAttachment, message: WrittenEntity, writing: Writing): WrittenEntity {
  const name = fileName(placed.attachment.properties);
  const [header] = message.pieces;
  const isGlobal = writing.header.utf8 === true && header instanceof Uint8Array && !isAscii(header);
  return writeMessage(message, {
    ...entityOptions(placed, name, writing),
    ...(isGlobal ? { mediaType: 'message/global' } : {}),
  });
}
