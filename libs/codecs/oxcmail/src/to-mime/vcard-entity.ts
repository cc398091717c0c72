/** Attached Contact objects as vCards. [MS-OXCMAIL] 2.1.3.4.6, [MS-OXVCARD] */
import { type MessageObject, PidTagDisplayName, PidTagMessageClass } from '@postbus/mapi';
import { type WrittenEntity, writeLeaf } from '@postbus/mime';
import { vCardOf } from '@postbus/oxvcard';
import { legalName } from '../attachment-name.ts';
import { entityOptions } from './file-entity.ts';
import { fileName } from './file-name.ts';
import type { PlacedAttachment } from './inline-attachments.ts';
import type { Writing } from './to-mime-options.ts';
import { textIn } from './value-in.ts';

/** Whether `message` is sent as a vCard. */
export function isContact({ properties }: MessageObject): boolean {
  return /^IPM\.Contact(?:\.|$)/i.test(textIn(properties, PidTagMessageClass) ?? '');
}

/** @throws {OxcmailError} as `resolve` does */
export function vCardEntity(placed: PlacedAttachment, contact: MessageObject, writing: Writing): WrittenEntity {
  const vCard = vCardOf(contact, { resolve: writing.resolve });
  const name = nameOf(placed, contact);
  return writeLeaf('text/directory', vCard, {
    ...entityOptions(placed, name, writing, vCard.length),
    parameters: [
      ['charset', 'utf-8'],
      ['profile', 'vCard'],
      ['name', name],
    ],
    transferEncoding: 'quoted-printable',
  });
}

function nameOf({ attachment }: PlacedAttachment, contact: MessageObject): string {
  const given = fileName(attachment.properties);
  if (/\.vcf$/i.test(given)) return given;
  const called =
    textIn(contact.properties, PidTagDisplayName) ?? textIn(attachment.properties, PidTagDisplayName) ?? '';
  const base = legalName(called);
  return `${base === '' ? 'contact' : base}.vcf`;
}
