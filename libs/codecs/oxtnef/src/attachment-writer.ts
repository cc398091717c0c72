/** The attributes of one attachment, attAttachRenddata first and attAttachment last. [MS-OXTNEF] 2.1.3.3.15, 2.2.3.15 */
import { ByteWriter, guidBytes } from '@postbus/bytes';
import {
  AttachMethod,
  type AttachmentObject,
  type ExternalValue,
  PidTagAttachDataBinary,
  PidTagAttachDataObject,
  PidTagAttachFilename,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachRendering,
  PidTagAttachTransportName,
  PidTagCreationTime,
  PidTagDisplayName,
  PidTagLastModificationTime,
  PidTagRenderingPosition,
  type Property,
  type PropertyBag,
  PropertyType,
  isExternal,
  propertyTag,
} from '@postbus/mapi';
import { AttachType, fileDataMacBinary, isMacBinary, notRendered } from './attachment-attributes.ts';
import { writeAttribute } from './attribute-writer.ts';
import { ByteRope } from './byte-rope.ts';
import { dateBytes, textBytes } from './message-attribute-writer.ts';
import { ObjectInterface, padding } from './property-encoding.ts';
import { type ListWriting, resolveBytes, writeProperties } from './property-list-writer.ts';

/** Pixels of the icon that stands for a file. */
const iconSize = 32;
const noIcon = 0xffff;

/** @param embedded the stream of the embedded message, where there is one */
export function writeAttachment(
  rope: ByteRope,
  { properties }: AttachmentObject,
  embedded: ByteRope | undefined,
  writing: ListWriting,
  place: string,
): void {
  writeAttribute(rope, 'attAttachRenddata', renddata(properties, embedded !== undefined));
  writeAttribute(rope, 'attAttachTitle', title(properties, writing));
  writeAttribute(
    rope,
    'attAttachTransportFilename',
    textBytes(properties, PidTagAttachTransportName, writing.codePage),
  );
  writeAttribute(rope, 'attAttachCreateDate', dateBytes(properties, PidTagCreationTime));
  writeAttribute(rope, 'attAttachModifyDate', dateBytes(properties, PidTagLastModificationTime));
  const rendering = contentOf(properties, PidTagAttachRendering);
  if (rendering !== undefined) {
    writeAttribute(
      rope,
      'attAttachMetaFile',
      resolveBytes(rendering, writing.resolve, () => `${place}3709`),
    );
  }
  const data = embedded === undefined ? contentOf(properties, PidTagAttachDataBinary) : undefined;
  if (data !== undefined)
    writeAttribute(
      rope,
      'attAttachData',
      resolveBytes(data, writing.resolve, () => `${place}3701`),
    );
  writeAttribute(rope, 'attAttachment', encapsulated(properties, embedded, writing, place));
}

function renddata(properties: PropertyBag, embedded: boolean): Uint8Array {
  const method = properties.get(PidTagAttachMethod);
  const position: unknown = properties.get(PidTagRenderingPosition);
  const icon = embedded || method === AttachMethod.afOle ? noIcon : iconSize;
  return new ByteWriter(14)
    .uint16(method === AttachMethod.afOle ? AttachType.ole : AttachType.file)
    .uint32((typeof position === 'number' ? position : notRendered) >>> 0)
    .uint16(icon)
    .uint16(icon)
    .uint32(isMacBinary(properties) ? fileDataMacBinary : 0)
    .finish();
}

function title(properties: PropertyBag, { codePage }: ListWriting): Uint8Array | undefined {
  const named = [PidTagAttachFilename, PidTagAttachLongFilename, PidTagDisplayName].find(
    (definition) => typeof properties.get(definition) === 'string',
  );
  return named === undefined ? undefined : textBytes(properties, named, codePage);
}

/**
 * A PtypBinary of the attachment that has an attribute of its own, and is not written twice.
 * An empty one has none: there are readers that give up at an attribute without data.
 */
function contentOf(bag: PropertyBag, { key }: Pick<Property, 'key'>): Uint8Array | ExternalValue | undefined {
  const property = bag.find(key);
  if (property?.type !== PropertyType.PtypBinary) return undefined;
  const { value } = property;
  if (value instanceof Uint8Array) return value.length === 0 ? undefined : value;
  return isExternal(value) && value.size > 0 ? value : undefined;
}

function encapsulated(
  properties: PropertyBag,
  embedded: ByteRope | undefined,
  writing: ListWriting,
  place: string,
): ByteRope {
  const listed = [...properties].filter(({ key }) => {
    if (key === PidTagAttachRendering.key) return contentOf(properties, PidTagAttachRendering) === undefined;
    if (key !== PidTagAttachDataBinary.key) return true;
    return embedded === undefined && contentOf(properties, PidTagAttachDataBinary) === undefined;
  });
  const list = new ByteRope().uint32(listed.length + (embedded === undefined ? 0 : 1));
  writeProperties(list, listed, writing, place);
  if (embedded !== undefined) writeEmbedded(list, embedded);
  return list;
}

/** PidTagAttachDataObject with the stream of a message. [MS-OXTNEF] 2.1.3.4 */
function writeEmbedded(list: ByteRope, embedded: ByteRope): void {
  const iid = guidBytes(ObjectInterface.IID_IMessage);
  list
    .uint32(propertyTag(PidTagAttachDataObject.key as number, PidTagAttachDataObject.type))
    .uint32(1)
    .uint32(iid.length + embedded.length)
    .bytes(iid)
    .append(embedded)
    .zeros(padding(embedded.length));
}
