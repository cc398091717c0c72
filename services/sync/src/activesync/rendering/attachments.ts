/** The attachments of an item, as its summary lists them. [MS-ASAIRS] 2.2.2.7, 2.2.2.8 */
import { type Attachment, AttachmentMethod, type Attachments } from '@postbus/activesync';
import type { MessageRecord } from '@postbus/domain';
import { AttachMethod } from '@postbus/mapi';
import type { AttachmentSummary } from '@postbus/oxcmail';
import { fileReference } from '../server-id.ts';

/** Undefined where none is listed. */
export function attachmentsOf({ id, folder, summary }: MessageRecord): Attachments | undefined {
  const listed = summary.attachments.filter(({ hidden }) => hidden !== true);
  if (listed.length === 0) return undefined;
  return { Attachment: listed.map((one) => attachment(one, fileReferenceOf(one.index))) };

  function fileReferenceOf(index: number): string {
    return fileReference({ folder, message: id, attachment: [index] });
  }
}

function attachment(one: AttachmentSummary, reference: string): Attachment {
  return {
    DisplayName: one.displayName,
    FileReference: reference,
    Method: methodOf(one.method),
    EstimatedDataSize: one.size,
    ContentId: one.contentId,
    ContentLocation: one.contentLocation,
    IsInline: one.inline ? true : undefined,
  };
}

/** [MS-ASAIRS] 2.2.2.31 */
function methodOf(method: number): AttachmentMethod {
  if (method === AttachMethod.afEmbeddedMessage) return AttachmentMethod.EmbeddedMessage;
  return method === AttachMethod.afOle ? AttachmentMethod.OleObject : AttachmentMethod.Normal;
}
