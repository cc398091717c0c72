/** The attachments of a stream, each from its attAttachRenddata to the next. [MS-OXTNEF] 2.1.3, 2.1.3.3.15 */
import { ByteReader } from '@postbus/bytes';
import {
  type AttachmentObject,
  type MessageObject,
  PidTagAttachDataObject,
  PropertyBag,
  type PropertyKey,
} from '@postbus/mapi';
import { type LegacyAttachment, attachmentProperties, readAttachmentAttribute } from './attachment-attributes.ts';
import type { AttributeName } from './attribute-id.ts';
import type { TnefAttribute } from './attribute-reader.ts';
import { ObjectInterface } from './property-encoding.ts';
import { type PropertyListContext, type TnefObject, readPropertyList } from './property-list-reader.ts';

interface OpenAttachment {
  readonly legacy: LegacyAttachment;
  readonly seen: Set<AttributeName>;
  encapsulated?: PropertyBag;
  embedded?: MessageObject;
}

/** Reads the stream of an embedded message; undefined where it is left as it lies. */
export type ReadEmbedded = (object: TnefObject) => MessageObject | undefined;

export class AttachmentBuilder {
  readonly #attachments: OpenAttachment[] = [];
  readonly #context: PropertyListContext;
  readonly #readEmbedded: ReadEmbedded;
  #open: OpenAttachment | undefined;
  #full = false;

  constructor(context: PropertyListContext, readEmbedded: ReadEmbedded) {
    this.#context = context;
    this.#readEmbedded = readEmbedded;
  }

  /** @param bytes the outermost bytes, to which the offsets of `attribute` count */
  add(attribute: TnefAttribute, bytes: Uint8Array): void {
    const { name, offset, start, end } = attribute;
    const { defects, codePage } = this.#context;
    const attachment = this.#attachmentFor(name, offset);
    if (attachment === undefined) return;
    attachment.seen.add(name);
    if (name === 'attAttachment') this.#addProperties(attachment, new ByteReader(bytes.subarray(0, end), start));
    else if (!readAttachmentAttribute(attachment.legacy, name, bytes.subarray(start, end), codePage)) {
      defects.add('bad-attribute', offset, `${name} does not hold a value of it`);
    }
  }

  finish(): AttachmentObject[] {
    return this.#attachments.map(({ legacy, encapsulated, embedded }) => {
      const properties = attachmentProperties(legacy, encapsulated, embedded !== undefined, this.#context.codePage);
      return embedded === undefined ? { properties } : { properties, embedded };
    });
  }

  /** The attachment that an attribute is of: attAttachRenddata begins one, and so does one that the open one has. */
  #attachmentFor(name: AttributeName, offset: number): OpenAttachment | undefined {
    const { defects, budget } = this.#context;
    const begins = name === 'attAttachRenddata';
    if (this.#open !== undefined && !begins && !this.#open.seen.has(name)) return this.#open;
    if (this.#full) return undefined;
    if (!begins) defects.add('missing-renddata', offset, `an attachment begins with ${name}`);
    if (!budget.takeObject()) {
      defects.add('too-many', offset, 'more recipients and attachments than the limit lets through');
      this.#full = true;
      this.#open = undefined;
      return undefined;
    }
    this.#open = { legacy: { properties: new PropertyBag() }, seen: new Set() };
    this.#attachments.push(this.#open);
    return this.#open;
  }

  #addProperties(attachment: OpenAttachment, reader: ByteReader): void {
    const takeObject = (key: PropertyKey, object: TnefObject): boolean => {
      if (key !== PidTagAttachDataObject.key || object.iid !== ObjectInterface.IID_IMessage) return false;
      const embedded = this.#readEmbedded(object);
      if (embedded !== undefined) attachment.embedded = embedded;
      return embedded !== undefined;
    };
    attachment.encapsulated = readPropertyList(reader, { ...this.#context, takeObject });
  }
}
