/** Attributes of attachments as MAPI properties. [MS-OXTNEF] 2.1.3.3, 2.1.3.3.15 */
import { ByteReader, BytesError, equalBytes, fromHex } from '@postbus/bytes';
import {
  AttachMethod,
  PidTagAttachDataBinary,
  PidTagAttachDataObject,
  PidTagAttachEncoding,
  PidTagAttachFilename,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachRendering,
  PidTagAttachTransportName,
  PidTagCreationTime,
  PidTagDisplayName,
  PidTagLastModificationTime,
  PidTagRenderingPosition,
  PropertyBag,
} from '@postbus/mapi';
import type { AttributeName } from './attribute-id.ts';
import { setDate } from './message-attributes.ts';
import { textOf } from './null-terminated.ts';
import type { StreamCodePage } from './stream-code-page.ts';

/** AttachType of attAttachRenddata. */
export const AttachType = { file: 1, ole: 2, picture: 3 } as const;
/** DataFlags of attAttachRenddata. */
export const fileDataMacBinary = 1;
/** PidTagAttachEncoding of MacBinary, OID 1.2.840.113556.3.11.1. [MS-OXCMSG] 2.2.2.20 */
export const macBinaryOid = fromHex('2a864886f714030b01');
/** AttachPosition of one that the text does not place. */
export const notRendered = -1;

export interface Renddata {
  readonly attachType: number;
  readonly position: number;
  readonly macBinary: boolean;
}

/** @returns undefined where `data` is too short. [MS-OXTNEF] 2.1.3.3.15 */
export function readRenddata(data: Uint8Array): Renddata | undefined {
  const reader = new ByteReader(data);
  try {
    const attachType = reader.uint16();
    const position = reader.int32();
    reader.uint32();
    return { attachType, position, macBinary: reader.uint32() === fileDataMacBinary };
  } catch (error) {
    if (error instanceof BytesError) return undefined;
    throw error;
  }
}

/** What attributes tell of one attachment. */
export interface LegacyAttachment {
  readonly properties: PropertyBag;
  renddata?: Renddata;
  title?: string;
  data?: Uint8Array;
}

/**
 * Puts what an attribute tells into `legacy`.
 * @returns false where `data` is no value of it
 */
export function readAttachmentAttribute(
  legacy: LegacyAttachment,
  name: AttributeName,
  data: Uint8Array,
  codePage: StreamCodePage,
): boolean {
  const { properties } = legacy;
  switch (name) {
    case 'attAttachRenddata': {
      const renddata = readRenddata(data);
      if (renddata !== undefined) legacy.renddata = renddata;
      return renddata !== undefined;
    }
    case 'attAttachTitle':
      legacy.title = textOf(data, codePage);
      return true;
    case 'attAttachData':
      legacy.data = data;
      return true;
    case 'attAttachTransportFilename':
      properties.set(PidTagAttachTransportName, textOf(data, codePage));
      return true;
    case 'attAttachMetaFile':
      properties.set(PidTagAttachRendering, data);
      return true;
    case 'attAttachCreateDate':
      return setDate(properties, PidTagCreationTime, data);
    case 'attAttachModifyDate':
      return setDate(properties, PidTagLastModificationTime, data);
    default:
      return true;
  }
}

/**
 * The properties of an attachment: those of attAttachment, and what only attributes tell.
 * A name that repeats one of attAttachment, and a position that says nothing, add nothing.
 * @param encapsulated undefined where there is no attAttachment
 */
export function attachmentProperties(
  { properties: legacy, renddata, title, data }: LegacyAttachment,
  encapsulated: PropertyBag | undefined,
  embedded: boolean,
  codePage: StreamCodePage,
): PropertyBag {
  const bag = encapsulated ?? new PropertyBag();
  // The message has the property id of the content.
  if (embedded) bag.delete(PidTagAttachDataBinary);
  for (const property of legacy) if (bag.find(property.key) === undefined) bag.put(property);
  if (title !== undefined && title !== '' && !isNamed(bag, title, codePage)) bag.set(PidTagAttachFilename, title);
  if (renddata !== undefined) setRenddata(bag, renddata, encapsulated === undefined);
  if (data !== undefined && !embedded && !bag.has(PidTagAttachDataBinary)) {
    const ole = encapsulated === undefined && renddata?.attachType === AttachType.ole;
    bag.set(ole ? PidTagAttachDataObject : PidTagAttachDataBinary, data);
  }
  return bag;
}

/** Whether `title` is one of the names in `bag`, as the code page has it. */
function isNamed(bag: PropertyBag, title: string, codePage: StreamCodePage): boolean {
  if (bag.has(PidTagAttachFilename)) return true;
  return [PidTagAttachLongFilename, PidTagDisplayName].some((definition) => {
    const name: unknown = bag.get(definition);
    return name === title || (typeof name === 'string' && textOf(codePage.encode(name), codePage) === title);
  });
}

function setRenddata(bag: PropertyBag, renddata: Renddata, alone: boolean): void {
  const { attachType, position, macBinary } = renddata;
  if (alone) bag.set(PidTagAttachMethod, attachType === AttachType.file ? AttachMethod.afByValue : AttachMethod.afOle);
  if (!bag.has(PidTagRenderingPosition) && (alone || position !== notRendered)) {
    bag.set(PidTagRenderingPosition, position);
  }
  if (macBinary && !bag.has(PidTagAttachEncoding)) bag.set(PidTagAttachEncoding, macBinaryOid);
}

/** Whether the content is MacBinary. [MS-OXCMSG] 2.2.2.20 */
export function isMacBinary(bag: PropertyBag): boolean {
  const encoding = bag.get(PidTagAttachEncoding);
  return encoding instanceof Uint8Array && equalBytes(encoding, macBinaryOid);
}
