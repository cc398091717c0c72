/** Messages of MM7 read from an HTTP request or answer. 3GPP TS 23.140 8.7 */
import type { MimeEntity } from '@postbus/mime';
import { type XmlElement, XmlError, readXml } from '@postbus/xml';
import { isError, readError, readFault } from './fault.ts';
import type { Mm7Message } from './messages.ts';
import { Mm7Error } from './mm7-error.ts';
import { type Mm7Limits, defaultMm7Limits } from './mm7-limits.ts';
import { isReference, partOfHref, readParts } from './mm7-parts.ts';
import { type Mm7Schema, isMm7Namespace, mm7SchemaOf } from './mm7-schema.ts';
import { type Operation, operations } from './operations.ts';
import { type SoapEnvelope, readEnvelope, soapNamespace, withTransaction } from './soap.ts';
import { ownChildren } from './value-type.ts';

export interface Mm7Received {
  readonly message: Mm7Message;
  /** The version that it is of; an answer is written in the same. Absent for a fault without anything of MM7. */
  readonly schema?: Mm7Schema;
  /** The multimedia content, as an entity: a multipart, or one part by itself. */
  readonly content?: MimeEntity;
}

/**
 * Reads a message of either side. Elements may stand in any order, and those of other namespaces are passed over.
 *
 * @param body of the HTTP request or answer
 * @param contentType value of its header field of that name
 * @throws {Mm7Error} every code but `not-in-schema`, with the TransactionID as far as it was read
 */
export function readMm7(
  body: Uint8Array,
  contentType: string,
  limits: { readonly xml?: Partial<Mm7Limits['xml']>; readonly mime?: Mm7Limits['mime'] } = {},
): Mm7Received {
  const { envelope, others } = readParts(body, contentType, { ...defaultMm7Limits.mime, ...limits.mime });
  const soap = readEnvelope(xmlRoot(envelope, { ...defaultMm7Limits.xml, ...limits.xml }));
  try {
    return received(soap, others);
  } catch (error) {
    if (!(error instanceof Mm7Error) || soap.transactionId === undefined) throw error;
    throw new Mm7Error(error.code, error.offset, error.reason, {
      cause: error,
      ...withTransaction(soap.transactionId),
    });
  }
}

function received({ body, transactionId }: SoapEnvelope, others: readonly MimeEntity[]): Mm7Received {
  if (body.namespace === soapNamespace && body.localName === 'Fault') {
    const inner = body.children.flatMap(({ children }) => children).find(({ namespace }) => isMm7Namespace(namespace));
    const schema = inner === undefined ? undefined : mm7SchemaOf(inner.namespace);
    return { message: readFault(body, transactionId), ...(schema === undefined ? {} : { schema }) };
  }
  const schema = mm7SchemaOf(body.namespace);
  if (schema === undefined) throw new Mm7Error('unknown-schema', body.at, `<${body.name}> of "${body.namespace}"`);
  if (isError(body)) return { message: readError(body, { code: 'Client', string: '' }, transactionId), schema };
  const operation = operations.find(({ element }) => element === body.localName);
  if (operation === undefined) throw new Mm7Error('unknown-operation', body.at, `<${body.name}>`);
  if (transactionId === undefined) throw new Mm7Error('missing-element', 0, 'no TransactionID in the header');
  const message = readMessage(body, operation, transactionId);
  const content = contentOf(message, body, others);
  return { message, schema, ...(content === undefined ? {} : { content }) };
}

function readMessage(body: XmlElement, { kind, fields }: Operation, transactionId: string): Mm7Message {
  const known = new Set(fields.map(({ element }) => element));
  const found = new Map<string, XmlElement>();
  for (const child of ownChildren(body)) {
    if (!known.has(child.localName)) continue;
    if (found.has(child.localName)) throw new Mm7Error('repeated-element', child.at, `a second <${child.name}>`);
    found.set(child.localName, child);
  }
  const message: Record<string, unknown> = { kind, transactionId };
  for (const { element, key, type, isRequired } of fields) {
    const child = found.get(element);
    if (child !== undefined && !isRequired && type.mayBeEmpty !== true && isEmpty(child)) continue;
    if (child !== undefined) message[key] = type.read(child);
    else if (isRequired) throw new Mm7Error('missing-element', body.at, `no <${element}> in <${body.name}>`);
  }
  return message as unknown as Mm7Message;
}

/** An optional element that is empty is absent: many write all that they know of. */
function isEmpty({ text, children }: XmlElement): boolean {
  return text.trim() === '' && children.length === 0;
}

/** What the message refers to; where it refers to nothing and one part is there, that. */
function contentOf(message: Mm7Message, body: XmlElement, others: readonly MimeEntity[]): MimeEntity | undefined {
  const href = 'content' in message ? message.content?.href : undefined;
  if (href === undefined) return others.length === 1 ? others[0] : undefined;
  if (!isReference(href)) return undefined;
  const part = partOfHref(href, others);
  if (part === undefined) throw new Mm7Error('content-missing', body.at, `there is no part ${href}`);
  return part;
}

function xmlRoot(envelope: string, limits: Mm7Limits['xml']): XmlElement {
  try {
    return readXml(envelope, { limits });
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const code = error.code === 'undeclared-prefix' ? 'not-well-formed' : error.code;
    throw new Mm7Error(code, error.offset, error.reason, { cause: error });
  }
}
