/** From a tree to values, as a description tells. */
import { type WbxmlElement, isElement } from '@postbus/wbxml';
import type { ContainerContent, Content, FieldShape, FieldsByName, SequenceContent } from './content.ts';
import { MessageError, type MessageErrorCode } from './message-error.ts';
import type { MessageShape } from './message-shape.ts';
import { type ProtocolVersion, inVersion } from './protocol-version.ts';
import { type Refusal, readSimple } from './read-simple.ts';

/**
 * The value of a whole message.
 * @param refuse whether unknown elements are an error
 * @throws {MessageError}
 */
export function readRoot(
  message: MessageShape,
  root: WbxmlElement,
  version: ProtocolVersion,
  refuse: boolean,
): unknown {
  return new ContentReader(message, version, refuse).root(root);
}

class ContentReader {
  readonly #message: MessageShape;
  readonly #version: ProtocolVersion;
  readonly #refuseUnknown: boolean;
  /** The elements from the root to the one being read, and what Status their fields tell. */
  readonly #open: { readonly element: WbxmlElement; readonly status: number | undefined }[] = [];

  constructor(message: MessageShape, version: ProtocolVersion, refuseUnknown: boolean) {
    this.#message = message;
    this.#version = version;
    this.#refuseUnknown = refuseUnknown;
  }

  root(element: WbxmlElement): unknown {
    const { namespace, name, content } = this.#message;
    if (element.namespace === namespace && element.name === name) return this.#element(element, content, undefined);
    this.#open.push({ element, status: undefined });
    throw this.#error('wrong-root', `${element.namespace}:${element.name} is not ${namespace}:${name}`);
  }

  #element(element: WbxmlElement, content: Content, status: number | undefined): unknown {
    this.#open.push({ element, status });
    const value = this.#value(element, content);
    this.#open.pop();
    return value;
  }

  #value(element: WbxmlElement, content: Content): unknown {
    switch (content.kind) {
      case 'container':
        return this.#container(element, content);
      case 'sequence':
        return this.#sequence(element, content);
      case 'list':
        return this.#list(element, content.item);
      case 'textOrContainer':
        return element.content.some(isElement)
          ? this.#container(element, content.container)
          : readSimple(element, content.text, this.#refuse);
      default:
        return readSimple(element, content, this.#refuse);
    }
  }

  #container(element: WbxmlElement, content: ContainerContent): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    for (const child of this.#children(element)) {
      const field = this.#fieldFor(child, content.byName);
      if (field !== undefined) this.#field(value, child, field);
      else if (content.others.includes(child.namespace)) append(value, 'rest', child);
      else this.#unknown(child);
    }
    for (const field of content.fields) {
      if (field.min === 1 && value[field.key] === undefined && inVersion(field, this.#version))
        throw this.#missing(field);
    }
    return value;
  }

  #field(value: Record<string, unknown>, child: WbxmlElement, field: FieldShape): void {
    const read = this.#element(child, field.content, field.status);
    if (field.max === 1) {
      if (value[field.key] !== undefined) throw this.#errorAt(child, field, 'repeated-element', 'only one is allowed');
      value[field.key] = read;
    } else if (append(value, field.key, read) > field.max) {
      throw this.#errorAt(child, field, 'too-many-elements', `more than ${field.max}`);
    }
  }

  #list(element: WbxmlElement, item: FieldShape): unknown[] {
    const items: unknown[] = [];
    for (const child of this.#children(element)) {
      if (child.name !== item.name || child.namespace !== item.namespace) {
        this.#unknown(child);
        continue;
      }
      if (items.length >= item.max) throw this.#errorAt(child, item, 'too-many-elements', `more than ${item.max}`);
      items.push(this.#element(child, item.content, item.status));
    }
    if (items.length < item.min) throw this.#missing(item);
    return items;
  }

  #sequence(element: WbxmlElement, content: SequenceContent): unknown[] {
    const values: unknown[] = [];
    for (const child of this.#children(element)) {
      const choice = this.#fieldFor(child, content.byName);
      if (choice === undefined) this.#unknown(child);
      else values.push({ kind: choice.key, ...(this.#element(child, choice.content, choice.status) as object) });
    }
    return values;
  }

  /** The child elements; text among them is an error unless it is blank. */
  #children(element: WbxmlElement): WbxmlElement[] {
    const children: WbxmlElement[] = [];
    for (const content of element.content) {
      if (typeof content === 'string' && content.trim() === '') continue;
      if (typeof content === 'string' || !isElement(content)) {
        throw this.#error('unexpected-content', 'text where only elements belong');
      }
      children.push(content);
    }
    return children;
  }

  #fieldFor(child: WbxmlElement, fields: FieldsByName): FieldShape | undefined {
    const field = fields.get(child.name)?.find((candidate) => candidate.namespace === child.namespace);
    if (field === undefined || inVersion(field, this.#version)) return field;
    if (!this.#refuseUnknown) return undefined;
    throw this.#errorAt(child, field, 'not-in-version', `${child.name} is not in protocol version ${this.#version}`);
  }

  #unknown(child: WbxmlElement): void {
    if (!this.#refuseUnknown) return;
    this.#open.push({ element: child, status: undefined });
    throw this.#error('unexpected-element', `${child.namespace}:${child.name} does not belong here`);
  }

  readonly #refuse: Refusal = (code, message) => {
    throw this.#error(code, message);
  };

  #missing(field: FieldShape): MessageError {
    const place = this.#place();
    const status = field.status ?? this.#inheritedStatus() ?? this.#message.missing;
    const missing = { ...place, path: `${place.path}/${field.name}`, status };
    return new MessageError('missing-element', missing, 'the element is missing');
  }

  #errorAt(child: WbxmlElement, field: FieldShape, code: MessageErrorCode, message: string): MessageError {
    this.#open.push({ element: child, status: field.status });
    return this.#error(code, message);
  }

  #error(code: MessageErrorCode, message: string): MessageError {
    return new MessageError(code, this.#place(), message);
  }

  #place(): { path: string; offset: number | undefined; status: number } {
    const path = this.#open.map(({ element }, depth) => pathStep(element, this.#open[depth - 1]?.element)).join('/');
    const offset = this.#open.at(-1)?.element.offset;
    return { path, offset, status: this.#inheritedStatus() ?? this.#message.malformed };
  }

  #inheritedStatus(): number | undefined {
    return this.#open.findLast(({ status }) => status !== undefined)?.status;
  }
}

/** The name of `element`, with its number among those of its name where there are several. */
function pathStep(element: WbxmlElement, parent: WbxmlElement | undefined): string {
  const namesakes = (parent?.content ?? []).filter(
    (sibling): sibling is WbxmlElement =>
      typeof sibling !== 'string' &&
      isElement(sibling) &&
      sibling.name === element.name &&
      sibling.namespace === element.namespace,
  );
  return namesakes.length > 1 ? `${element.name}[${namesakes.indexOf(element) + 1}]` : element.name;
}

function append(value: Record<string, unknown>, key: string, item: unknown): number {
  const items = (value[key] ??= []) as unknown[];
  return items.push(item);
}
