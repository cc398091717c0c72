/** Attachment objects as MIME entities. [MS-OXCMAIL] 2.1.3.4 */
import {
  type AttachmentObject,
  PidTagAttachContentBase,
  PidTagAttachContentId,
  PidTagAttachContentLocation,
  PidTagAttachDataBinary,
  PidTagAttachFilename,
  PidTagAttachFlags,
  PidTagAttachLongFilename,
  PidTagAttachMimeTag,
  PidTagCreationTime,
  PidTagDisplayName,
  PidTagLastModificationTime,
  PidTagTextAttachmentCharset,
  type PropertyBag,
  epochMsOf,
} from '@postbus/mapi';
import {
  type EntityOptions,
  chooseTransferEncoding,
  formatDateTime,
  leafEntity,
  messageEntity,
  textField,
} from '@postbus/mime';
import { attRenderedInBody } from './attachment-properties.ts';
import { resolveBytes } from './resolve-value.ts';
import type { Writing } from './to-mime-options.ts';

const octetStream = 'application/octet-stream';
/** What a file cannot be sent as. [MS-OXCMAIL] 2.1.3.4.2.2 */
const replaced = /^(?:multipart\/.*|application\/applefile|application\/mac-binhex40|message\/rfc822)$/i;
const mediaType = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}$/;

type Disposition = NonNullable<EntityOptions['disposition']>;

/** Whether the HTML shows the attachment: it is marked so, has an id or location, and the HTML refers to it. [MS-OXCMAIL] 2.1.3.4.1.2 */
export function isInline({ properties }: AttachmentObject, references: ReadonlySet<string>): boolean {
  const marked = ((properties.get(PidTagAttachFlags) ?? 0) & attRenderedInBody) !== 0;
  const keys = [properties.get(PidTagAttachContentId), properties.get(PidTagAttachContentLocation)];
  return marked && keys.some((key) => key !== undefined && references.has(key));
}

/** A file as an entity. [MS-OXCMAIL] 2.1.3.4.2 */
export function fileEntity(
  { properties }: AttachmentObject,
  type: 'inline' | 'attachment',
  writing: Writing,
): Uint8Array {
  const data = properties.get(PidTagAttachDataBinary);
  const content = data === undefined ? new Uint8Array(0) : resolveBytes(data, writing.resolve);
  const written = contentTypeOf(properties, content);
  const charset = written.startsWith('text/') ? properties.get(PidTagTextAttachmentCharset) : undefined;
  const name = fileName(properties);
  return leafEntity(written, content, {
    ...contentOptions(properties),
    parameters: [
      ...(charset === undefined ? [] : [['charset', charset] as const]),
      ...(name === '' ? [] : [['name', name] as const]),
    ],
    disposition: disposition(properties, type, name),
    ...(written.startsWith('message/') ? { transferEncoding: '7bit' } : {}),
  });
}

/** An embedded message as an entity. [MS-OXCMAIL] 2.1.3.4.3 */
export function embeddedEntity({ properties }: AttachmentObject, message: Uint8Array): Uint8Array {
  return messageEntity(message, {
    ...contentOptions(properties),
    disposition: disposition(properties, 'attachment', fileName(properties)),
  });
}

function contentTypeOf(bag: PropertyBag, content: Uint8Array): string {
  const type = bag.get(PidTagAttachMimeTag) ?? '';
  if (!mediaType.test(type) || replaced.test(type)) return octetStream;
  const isReport = /^message\//i.test(type);
  return isReport && chooseTransferEncoding(content, 'text/plain', false) !== '7bit' ? octetStream : type.toLowerCase();
}

/** [MS-OXCMAIL] 2.1.3.4.2.1 */
function fileName(bag: PropertyBag): string {
  return bag.get(PidTagAttachLongFilename) ?? bag.get(PidTagAttachFilename) ?? '';
}

function contentOptions(bag: PropertyBag): EntityOptions {
  const contentId = bag.get(PidTagAttachContentId);
  const description = bag.get(PidTagDisplayName) ?? '';
  const fields = [
    ...(description === '' || description === fileName(bag) ? [] : [textField('Content-Description', description)]),
    ...locationField('Content-Location', bag.get(PidTagAttachContentLocation)),
    ...locationField('Content-Base', bag.get(PidTagAttachContentBase)),
  ];
  return { fields, ...(contentId === undefined ? {} : { contentId: `<${contentId}>` }) };
}

function locationField(name: string, text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : [textField(name, text)];
}

function disposition(bag: PropertyBag, type: Disposition['type'], name: string): Disposition {
  const time = (parameter: string, definition: typeof PidTagCreationTime) => {
    const value = bag.get(definition);
    return value === undefined ? [] : [[parameter, formatDateTime(epochMsOf(value))] as const];
  };
  return {
    type,
    parameters: [
      ...(name === '' ? [] : [['filename', name] as const]),
      ...time('creation-date', PidTagCreationTime),
      ...time('modification-date', PidTagLastModificationTime),
    ],
  };
}
