/** A request or a response as one description, and the ways from it to bytes and back. */
import {
  type DecodeLimits,
  type Namespace,
  type TagName,
  type WbxmlElement,
  WbxmlWriter,
  decodeWbxml,
  tagNumber,
} from '@postbus/wbxml';
import type { Content, Infer, DescribedValue } from './content.ts';
import type { MessageShape } from './message-shape.ts';
import type { ProtocolVersion } from './protocol-version.ts';
import { readRoot } from './read-content.ts';
import { writeRoot } from './write-content.ts';

/** The description of a message whose value in a program is a `T`. */
export type Message<T> = MessageShape & DescribedValue<T>;

export interface ReadOptions {
  readonly version: ProtocolVersion;
  /**
   * What to do with elements that the description, or the version, does not have. A server refuses them in a request
   * with the Status of a protocol error; a client passes over them in a response, as a later server may send more.
   */
  readonly unknown?: 'refuse' | 'ignore';
}

/** What a client sends; wrong ones are answered with `malformed`, or `missing` where an element is missing. */
export function request<N extends Namespace, D extends Content>(
  namespace: N,
  name: TagName<N>,
  content: D,
  status: { readonly malformed: number; readonly missing?: number },
): Message<Infer<D>> {
  return describe('request', namespace, name, content, status.malformed, status.missing ?? status.malformed);
}

/** What a server answers. */
export function response<N extends Namespace, D extends Content>(
  namespace: N,
  name: TagName<N>,
  content: D,
): Message<Infer<D>> {
  return describe('response', namespace, name, content, 0, 0);
}

function describe<T>(
  direction: MessageShape['direction'],
  namespace: Namespace,
  name: string,
  content: Content,
  malformed: number,
  missing: number,
): Message<T> {
  const tag = tagNumber(namespace, name);
  if (tag === undefined) throw new TypeError(`${namespace}:${name} is no element of [MS-ASWBXML]`);
  return { namespace, name, tag, direction, content, malformed, missing };
}

/**
 * The value of a message from its tree.
 * @throws {MessageError} where the tree differs from the description
 */
export function readMessage<T>(message: Message<T>, root: WbxmlElement, options: ReadOptions): T {
  const refuse = (options.unknown ?? (message.direction === 'request' ? 'refuse' : 'ignore')) === 'refuse';
  return readRoot(message, root, options.version, refuse) as T;
}

/**
 * The value of a message from the body of a POST or its answer.
 * @throws {WbxmlError} where `body` is not a WBXML document
 * @throws {MessageError} where the document differs from the description
 */
export function decodeMessage<T>(
  message: Message<T>,
  body: Uint8Array,
  options: ReadOptions & { readonly limits?: DecodeLimits },
): T {
  return readMessage(message, decodeWbxml(body, options.limits), options);
}

/**
 * Writes a message where `writer` stands. Elements that `version` does not have are left out.
 * @throws {MessageError} where `value` differs from the description in what the compiler cannot see
 */
export function writeMessage<T>(
  writer: WbxmlWriter,
  message: Message<T>,
  value: NoInfer<T>,
  version: ProtocolVersion,
): void {
  writeRoot(writer, message, value, version);
}

/**
 * The body of a POST or its answer.
 * @throws {MessageError} as `writeMessage`
 */
export function encodeMessage<T>(
  message: Message<T>,
  value: NoInfer<T>,
  version: ProtocolVersion,
): Uint8Array<ArrayBuffer> {
  const writer = new WbxmlWriter();
  writeMessage(writer, message, value, version);
  return writer.finish();
}
