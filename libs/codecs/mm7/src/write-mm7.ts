/** Messages of MM7 as HTTP requests and answers carry them. 3GPP TS 23.140 8.7 */
import { parseMime, withHeadersPrepended } from '@postbus/mime';
import { type XmlNode, writeXml } from '@postbus/xml';
import { faultNode } from './fault.ts';
import type { Mm7Message, Mm7Request, Mm7Response } from './messages.ts';
import { Mm7Error } from './mm7-error.ts';
import { type WrittenParts, contentIdOf, envelopeAlone, envelopeWith, hrefOf } from './mm7-parts.ts';
import { type Mm7Schema, mm7Namespace, mm7VersionOf, releaseOf } from './mm7-schema.ts';
import { operations } from './operations.ts';
import { envelopeNode } from './soap.ts';
import { token } from './value-type.ts';

export interface Mm7WriteOptions {
  /** The newest unless told; an answer is of the version of its request. */
  readonly schema?: Mm7Schema;
  /** The multimedia content, a whole entity with its header, as `mmsEntity` of `@postbus/oxosmms` makes it. */
  readonly content?: Uint8Array;
  /** What stands after the at sign of each Content-ID that is made; random unless told. */
  readonly contentIdSuffix?: string;
  /** Makes boundaries to choose from; random unless told. */
  readonly boundary?: () => string;
}

/** What goes over HTTP: the fields of its header, and its body. */
export interface Mm7Written extends WrittenParts {
  /** For a request; an answer has none. */
  readonly soapAction: '""';
}

/**
 * Writes a message, its content beside it as the second part of a multipart/related.
 * @throws {Mm7Error} `not-in-schema` for what the version chosen does not have, `bad-value`, `content-missing` where
 *   the message refers to content by `cid:` and there is none
 */
export function writeMm7(message: Mm7Message, options: Mm7WriteOptions = {}): Mm7Written {
  const schema = options.schema ?? 'REL-6-MM7-1-4';
  const suffix = options.contentIdSuffix ?? crypto.randomUUID();
  if (options.content === undefined) {
    const href = 'content' in message ? message.content?.href : undefined;
    if (href !== undefined && /^cid:/i.test(href)) throw new Mm7Error('content-missing', 0, `there is no part ${href}`);
    return { ...envelopeAlone(writeXml(envelopeOf(message, schema))), soapAction: '""' };
  }
  const { entity, contentId } = identified(options.content, `content@${suffix}`);
  const whole = withContent(message, hrefOf(contentId));
  const envelope = writeXml(envelopeOf(whole, schema));
  return { ...envelopeWith(envelope, entity, `envelope@${suffix}`, options.boundary), soapAction: '""' };
}

function envelopeOf(message: Mm7Message, schema: Mm7Schema): XmlNode {
  const namespace = mm7Namespace(schema);
  const { transactionId } = message;
  const body = isOperation(message)
    ? operationNode(message, schema, namespace)
    : faultNode(message, namespace, mm7VersionOf(schema));
  const id = transactionId === undefined ? undefined : (token.write(transactionId).content as string);
  return envelopeNode(id, namespace, body);
}

function isOperation(message: Mm7Message): message is Mm7Request | Mm7Response {
  return operations.some(({ kind }) => kind === message.kind);
}

function operationNode(message: Mm7Request | Mm7Response, schema: Mm7Schema, namespace: string): XmlNode {
  const { element, fields } = operations.find(({ kind }) => kind === message.kind)!;
  const values: Readonly<Record<string, unknown>> = { mm7Version: mm7VersionOf(schema), ...message };
  const content: XmlNode[] = [];
  for (const { element: name, key, type, since } of fields) {
    const value = values[key];
    if (value === undefined) continue;
    if (since > releaseOf(schema)) throw new Mm7Error('not-in-schema', 0, `<${name}> in ${schema}`);
    content.push({ name, ...type.write(value) });
  }
  return { name: element, attributes: [['xmlns', namespace]], content };
}

/** @throws {Mm7Error} `not-in-schema` for a message that has no content */
function withContent(message: Mm7Message, href: string): Mm7Message {
  if (message.kind !== 'submit.REQ' && message.kind !== 'deliver.REQ' && message.kind !== 'replace.REQ')
    throw new Mm7Error('not-in-schema', 0, `content in ${message.kind}`);
  return { ...message, content: { ...message.content, href } };
}

/** The entity with a Content-ID: its own, else a new one before its header. */
function identified(content: Uint8Array, newId: string): { entity: Uint8Array; contentId: string } {
  const found = contentIdOf(parseMime(content, { parts: 1 }));
  if (found !== undefined) return { entity: content, contentId: found };
  return { entity: withHeadersPrepended(content, [`Content-ID: <${newId}>`]), contentId: newId };
}
