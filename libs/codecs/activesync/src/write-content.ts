/** From values to WBXML, as a description tells, in the documented order. */
import { type WbxmlElement, type WbxmlWriter, writeElement } from '@postbus/wbxml';
import type { ContainerContent, Content, FieldShape, SequenceContent } from './content.ts';
import { MessageError, type MessageErrorCode } from './message-error.ts';
import type { MessageShape } from './message-shape.ts';
import { type ProtocolVersion, inVersion } from './protocol-version.ts';
import type { Refusal } from './read-simple.ts';
import { writeSimple } from './write-simple.ts';

/** Writes a whole message where `writer` stands. @throws {MessageError} */
export function writeRoot(writer: WbxmlWriter, message: MessageShape, value: unknown, version: ProtocolVersion): void {
  new ContentWriter(writer, message, version).root(value);
}

class ContentWriter {
  readonly #writer: WbxmlWriter;
  readonly #message: MessageShape;
  readonly #version: ProtocolVersion;
  readonly #path: string[] = [];

  constructor(writer: WbxmlWriter, message: MessageShape, version: ProtocolVersion) {
    this.#writer = writer;
    this.#message = message;
    this.#version = version;
  }

  root(value: unknown): void {
    this.#element(this.#message, value, this.#message.name);
  }

  #element(shape: { readonly tag: number; readonly content: Content }, value: unknown, step: string): void {
    this.#path.push(step);
    this.#writer.start(shape.tag);
    this.#content(shape.content, value);
    this.#writer.end();
    this.#path.pop();
  }

  #content(content: Content, value: unknown): void {
    switch (content.kind) {
      case 'container':
        return this.#container(content, this.#object(value));
      case 'sequence':
        return this.#sequence(content, this.#array(value));
      case 'list':
        return this.#list(content.item, this.#array(value));
      case 'textOrContainer':
        return typeof value === 'string'
          ? writeSimple(this.#writer, content.text, value, this.#refuse)
          : this.#container(content.container, this.#object(value));
      default:
        return writeSimple(this.#writer, content, value, this.#refuse);
    }
  }

  #container(content: ContainerContent, value: Record<string, unknown>): void {
    for (const field of content.fields) {
      if (inVersion(field, this.#version)) this.#field(field, value[field.key]);
    }
    if (content.others.length === 0 || value['rest'] === undefined) return;
    for (const other of this.#array(value['rest']) as WbxmlElement[]) writeElement(this.#writer, other);
  }

  #field(field: FieldShape, value: unknown): void {
    if (field.max !== 1) return this.#list(field, value === undefined ? [] : this.#array(value));
    if (value !== undefined) return this.#element(field, value, field.name);
    if (field.min === 1) this.#missing(field);
  }

  #list(item: FieldShape, values: readonly unknown[]): void {
    if (values.length < item.min) this.#missing(item);
    if (values.length > item.max)
      this.#refuse('too-many-elements', `${values.length} ${item.name}, ${item.max} are allowed`);
    for (const [index, value] of values.entries()) {
      this.#element(item, value, values.length > 1 ? `${item.name}[${index + 1}]` : item.name);
    }
  }

  #sequence(content: SequenceContent, values: readonly unknown[]): void {
    for (const value of values) {
      const { kind } = this.#object(value);
      const choice = content.choices.find(({ key }) => key === kind);
      if (choice === undefined) return this.#refuse('unexpected-element', `${String(kind)} does not belong here`);
      if (inVersion(choice, this.#version)) this.#element(choice, value, choice.name);
    }
  }

  #object(value: unknown): Record<string, unknown> {
    if (typeof value !== 'object' || value === null) return this.#refuse('bad-value', 'this is not a container');
    return value as Record<string, unknown>;
  }

  #array(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : this.#refuse('bad-value', 'this is not a list');
  }

  #missing(field: FieldShape): never {
    this.#path.push(field.name);
    return this.#refuse('missing-element', 'the element is missing');
  }

  readonly #refuse: Refusal = (code: MessageErrorCode, message: string): never => {
    const place = { path: this.#path.join('/'), offset: undefined, status: this.#message.malformed };
    throw new MessageError(code, place, message);
  };
}
