/** Message objects as TNEF streams. [MS-OXTNEF] 2.1.3, 2.2 */
import { ByteWriter } from '@postbus/bytes';
import {
  type MessageObject,
  PidTagBody,
  PidTagMessageClass,
  PidTagSenderName,
  PidTagSentRepresentingName,
  PidTagSubject,
  type PropertyBag,
  type PropertyDefinition,
  PidTagAttachFilename,
  PidTagAttachLongFilename,
  type ResolveValue,
} from '@postbus/mapi';
import { writeAttachment } from './attachment-writer.ts';
import { writeAttribute } from './attribute-writer.ts';
import { ByteRope } from './byte-rope.ts';
import { writeMessageAttributes } from './message-attribute-writer.ts';
import { type ListWriting, NamedIds, writeProperties, writePropertyTable } from './property-list-writer.ts';
import { type StreamCodePage, streamCodePage, utf8, windows1252 } from './stream-code-page.ts';
import { signature, tnefVersion } from './stream-header.ts';
import { TnefError } from './tnef-error.ts';
import { defaultLimits } from './tnef-limits.ts';

export interface WriteTnefOptions {
  /** Reads values that lie outside the message. */
  readonly resolve?: ResolveValue;
  /** The legacy key, 1 to 65535; 1 unless told. */
  readonly key?: number;
  /** Of 8-bit text; windows-1252 where it has all of a message's names, else UTF-8, unless told. */
  readonly codePage?: number;
  /** Messages within messages. Stops a message nested to exhaust the stack. 16 unless told, as the reader's. */
  readonly depth?: number;
}

/**
 * Writes a message whole: every property in attMsgProps, attRecipTable and attAttachment, and beside them the
 * attributes by which older readers find subject, body, sender, dates, and names and content of attachments.
 * Recipients are written as they are, those of Bcc included. [MS-OXTNEF] 2.2
 *
 * @returns the stream; what `readTnef` makes of it is `message`, property by property
 * @throws {TnefError} `value-not-resolved`, `value-not-of-type`, `too-many-names`, `too-deep`, with the path in the message
 */
export function writeTnef(message: MessageObject, options: WriteTnefOptions = {}): Uint8Array {
  return writeStream(message, options, '', 0).finish();
}

function writeStream(message: MessageObject, options: WriteTnefOptions, place: string, depth: number): ByteRope {
  if (depth > (options.depth ?? defaultLimits.depth)) {
    throw new TnefError('too-deep', place, `a message lies ${depth} deep in others`);
  }
  const codePage = codePageFor(message, options.codePage);
  const writing: ListWriting = { codePage, names: new NamedIds(), resolve: options.resolve };
  const rope = new ByteRope().uint32(signature).uint16(options.key ?? 1);
  writeAttribute(rope, 'attTnefVersion', new ByteWriter(4).uint32(tnefVersion).finish());
  writeAttribute(
    rope,
    'attOemCodepage',
    new ByteWriter(8)
      .uint32(codePage.codePage ?? windows1252)
      .uint32(0)
      .finish(),
  );
  writeMessageAttributes(rope, message.properties, codePage, depth === 0);
  if (message.recipients.length > 0) {
    const table = new ByteRope();
    writePropertyTable(table, message.recipients, writing, place);
    writeAttribute(rope, 'attRecipTable', table);
  }
  const list = new ByteRope().uint32(message.properties.size);
  writeProperties(list, message.properties, writing, `${place}properties/`);
  writeAttribute(rope, 'attMsgProps', list);
  message.attachments.forEach((attachment, index) => {
    const at = `${place}attachments/${index}/`;
    const { embedded } = attachment;
    const stream = embedded === undefined ? undefined : writeStream(embedded, options, `${at}message/`, depth + 1);
    writeAttachment(rope, attachment, stream, writing, `${at}properties/`);
  });
  return rope;
}

/** The first of windows-1252 and UTF-8 that has all that is written in 8 bits, unless one is told. */
function codePageFor(message: MessageObject, told: number | undefined): StreamCodePage {
  const western = streamCodePage(windows1252);
  if (told !== undefined) {
    const page = streamCodePage(told);
    return page.codePage === undefined ? western : page;
  }
  for (const text of textsOf(message)) if (!western.canEncode(text)) return streamCodePage(utf8);
  return western;
}

const messageTexts = [PidTagMessageClass, PidTagSubject, PidTagBody, PidTagSenderName, PidTagSentRepresentingName];
const attachmentTexts = [PidTagAttachFilename, PidTagAttachLongFilename];

function* textsOf(message: MessageObject): Generator<string> {
  yield* strings(message.properties, messageTexts);
  for (const { properties } of message.attachments) yield* strings(properties, attachmentTexts);
}

function* strings(bag: PropertyBag, definitions: readonly PropertyDefinition[]): Generator<string> {
  for (const definition of definitions) {
    const value = bag.get(definition);
    if (typeof value === 'string') yield value;
  }
}
