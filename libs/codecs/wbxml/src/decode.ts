/** Reads a WBXML document into a tree. [MS-ASWBXML] 2.1, WBXML 1.3 section 5 */
import { utf8Text } from '@postbus/bytes';
import { isCodePage, tagAt } from './code-pages.ts';
import type { WbxmlContent, WbxmlElement } from './element.ts';
import { DocumentReader } from './document-reader.ts';
import { ATTRIBUTE_BIT, CONTENT_BIT, END, FIRST_TAG, OPAQUE, STR_I, STR_T, SWITCH_PAGE, TOKEN_MASK } from './tokens.ts';
import { WbxmlError } from './wbxml-error.ts';

export interface DecodeLimits {
  /** Bytes of the document, and of all its text: against requests, and string references, that fill memory. */
  readonly maxBytes?: number;
  /** Elements inside each other: against trees that exhaust the stack of whoever walks them. */
  readonly maxDepth?: number;
  /** Elements in all: one byte makes one, so a small request could make millions of objects. */
  readonly maxElements?: number;
  /** Bytes of one inline string: against a text that no element of the protocol needs. */
  readonly maxStringBytes?: number;
}

/** Safe for what phones send: a SendMail of 50 MiB passes as one opaque value. */
export const defaultDecodeLimits: Required<DecodeLimits> = {
  maxBytes: 64 * 1024 * 1024,
  maxDepth: 32,
  maxElements: 200_000,
  maxStringBytes: 16 * 1024 * 1024,
};

interface OpenElement extends WbxmlElement {
  readonly content: WbxmlContent[];
}

/**
 * The root element of a WBXML document. Opaque values are views of `bytes`, not copies.
 *
 * @param bytes one whole document
 * @throws {WbxmlError} with the byte where the document cannot be read on, or where a limit is passed
 */
export function decodeWbxml(bytes: Uint8Array, limits: DecodeLimits = {}): WbxmlElement {
  const bounds = { ...defaultDecodeLimits, ...limits };
  if (bytes.length > bounds.maxBytes) {
    throw new WbxmlError('too-large', 0, `a document of ${bytes.length} bytes, ${bounds.maxBytes} are allowed`);
  }
  return new TreeReader(new DocumentReader(bytes, bounds.maxStringBytes), bounds).root();
}

class TreeReader {
  readonly #input: DocumentReader;
  readonly #limits: Required<DecodeLimits>;
  readonly #open: OpenElement[] = [];
  #root: OpenElement | undefined;
  #page = 0;
  #elements = 0;
  #textBytes = 0;

  constructor(input: DocumentReader, limits: Required<DecodeLimits>) {
    this.#input = input;
    this.#limits = limits;
  }

  root(): WbxmlElement {
    this.#input.header();
    while (this.#root === undefined || this.#open.length > 0) this.#token();
    if (!this.#input.atEnd) throw new WbxmlError('trailing-bytes', this.#input.offset, 'bytes after the root element');
    return this.#root;
  }

  #token(): void {
    const offset = this.#input.offset;
    if (this.#input.atEnd && this.#open.length > 0) {
      throw new WbxmlError('end-missing', offset, `${this.#open.length} elements are not ended`);
    }
    const token = this.#input.uint8();
    switch (token) {
      case SWITCH_PAGE:
        return this.#switchPage(offset);
      case END:
        if (this.#open.pop() === undefined) throw new WbxmlError('unexpected-content', offset, 'an END too many');
        return;
      case STR_I:
        return this.#text(this.#input.inlineString(), offset);
      case STR_T:
        return this.#text(this.#input.tableString(), offset);
      case OPAQUE:
        return this.#add(this.#input.opaque(), offset);
      default:
        return this.#element(token, offset);
    }
  }

  #switchPage(offset: number): void {
    const page = this.#input.uint8();
    if (!isCodePage(page)) throw new WbxmlError('unknown-page', offset, `code page ${page} is not known`);
    this.#page = page;
  }

  #text(bytes: Uint8Array, offset: number): void {
    this.#textBytes += bytes.length;
    if (this.#textBytes > this.#limits.maxBytes) {
      throw new WbxmlError('too-large', offset, `more than ${this.#limits.maxBytes} bytes of text`);
    }
    this.#add(shortAscii(bytes) ?? utf8Text(bytes), offset);
  }

  #add(value: string | Uint8Array, offset: number): void {
    const parent = this.#open.at(-1);
    if (parent === undefined) throw new WbxmlError('unexpected-content', offset, 'a value outside the root element');
    parent.content.push(value);
  }

  #element(byte: number, offset: number): void {
    const token = byte & TOKEN_MASK;
    if (token < FIRST_TAG) {
      throw new WbxmlError('unsupported-token', offset, `global token 0x${byte.toString(16)} is not used here`);
    }
    if ((byte & ATTRIBUTE_BIT) !== 0) {
      throw new WbxmlError('attributes-not-allowed', offset, `tag 0x${token.toString(16)} has attributes`);
    }
    const tag = tagAt((this.#page << 6) | token);
    if (tag === undefined) {
      throw new WbxmlError('unknown-tag', offset, `code page ${this.#page} has no token 0x${token.toString(16)}`);
    }
    const opened: OpenElement = { namespace: tag.namespace, name: tag.name, content: [], offset };
    this.#attach(opened, offset);
    if ((byte & CONTENT_BIT) !== 0) this.#open.push(opened);
  }

  #attach(opened: OpenElement, offset: number): void {
    if (++this.#elements > this.#limits.maxElements) {
      throw new WbxmlError('too-many-elements', offset, `more than ${this.#limits.maxElements} elements`);
    }
    if (this.#open.length >= this.#limits.maxDepth) {
      throw new WbxmlError('too-deep', offset, `more than ${this.#limits.maxDepth} elements inside each other`);
    }
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = opened;
    else parent.content.push(opened);
  }
}

/** Most values are a few ASCII characters, for which a TextDecoder costs more than it does. */
function shortAscii(bytes: Uint8Array): string | undefined {
  if (bytes.length > 32) return undefined;
  let text = '';
  for (const byte of bytes) {
    if (byte >= 0x80) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}
