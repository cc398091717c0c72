/**
 * What an element may hold, as data: the reader, the writer and the types of messages follow from it. [MS-ASDTYPE] 2
 */
import type { Namespace, Tag, WbxmlElement } from '@postbus/wbxml';
import type { VersionRange } from './protocol-version.ts';

export interface TextContent {
  readonly kind: 'text';
  /** In characters. */
  readonly minLength: number;
  readonly maxLength: number;
}

export interface IntegerContent {
  readonly kind: 'integer';
  readonly min: number;
  readonly max: number;
}

export interface BooleanContent {
  readonly kind: 'boolean';
  /** What an element without content says; undefined where it must have some. */
  readonly whenEmpty: boolean | undefined;
}

export interface DateTimeContent {
  readonly kind: 'dateTime';
  /** Whether it is written with punctuation and milliseconds. [MS-ASDTYPE] 2.3, or without. [MS-ASDTYPE] 2.7.2 */
  readonly punctuated: boolean;
}

/** A named place in a container. `tag` is the number of `namespace`:`name`. */
export interface FieldShape extends VersionRange {
  readonly key: string;
  readonly namespace: Namespace;
  readonly name: string;
  readonly tag: Tag;
  readonly content: Content;
  readonly min: 0 | 1;
  readonly max: number;
  /** The Status that an answer to a request deserves where this element is wrong; the message's own unless told. */
  readonly status: number | undefined;
}

/** Fields by the local name of their element; several where namespaces share it. */
export type FieldsByName = ReadonlyMap<string, readonly FieldShape[]>;

export interface ContainerContent {
  readonly kind: 'container';
  /** In the documented order. */
  readonly fields: readonly FieldShape[];
  readonly byName: FieldsByName;
  /** Namespaces whose elements are kept as they are under `rest`. */
  readonly others: readonly Namespace[];
}

export interface ListContent {
  readonly kind: 'list';
  readonly item: FieldShape;
}

/** Elements of several names in an order that means something. */
export interface SequenceContent {
  readonly kind: 'sequence';
  readonly choices: readonly FieldShape[];
  readonly byName: FieldsByName;
}

/** Text, or where there are child elements what `container` says. */
export interface TextOrContainerContent {
  readonly kind: 'textOrContainer';
  readonly text: TextContent;
  readonly container: ContainerContent;
}

export type Content =
  | TextContent
  | IntegerContent
  | BooleanContent
  | DateTimeContent
  | ContainerContent
  | ListContent
  | SequenceContent
  | TextOrContainerContent
  | { readonly kind: 'decimal' | 'empty' | 'bytes' | 'base64' | 'data' };

declare const described: unique symbol;

/** Carries the type `T` of a value; there is nothing in it at run time. */
export interface DescribedValue<T> {
  readonly [described]?: T;
}

/** A description of content whose value in a program is a `T`. */
export type Described<T, C extends Content = Content> = C & DescribedValue<T>;

/** The value that a description, or a message, describes. */
export type Infer<D> = D extends DescribedValue<infer T> ? Exclude<T, undefined> : never;

const longText = 16 * 1024 * 1024;

/** A string. [MS-ASDTYPE] 2.7 */
export function text(limits: { minLength?: number; maxLength?: number } = {}): Described<string, TextContent> {
  return { kind: 'text', minLength: limits.minLength ?? 0, maxLength: limits.maxLength ?? longText };
}

/** A whole number in decimal digits. [MS-ASDTYPE] 2.6 */
export function integer(limits: { min?: number; max?: number } = {}): Described<number, IntegerContent> {
  return { kind: 'integer', min: limits.min ?? -0x8000_0000, max: limits.max ?? 0xffff_ffff };
}

/** A byte or short as a status or an enumeration has it: 0 to 255. [MS-ASDTYPE] 2.8 */
export const unsignedByte = integer({ min: 0, max: 255 });

/** 0 or more. */
export const unsignedInteger = integer({ min: 0 });

/** 0 or 1. [MS-ASDTYPE] 2.1 */
export const boolean: Described<boolean, BooleanContent> = { kind: 'boolean', whenEmpty: undefined };

/** 0 or 1; an empty element says 1. */
export const booleanOrEmpty: Described<boolean, BooleanContent> = { kind: 'boolean', whenEmpty: true };

/** An element that says all by being there. */
export const empty: Described<true> = { kind: 'empty' };

/** A decimal number, as coordinates are. */
export const decimal: Described<number> = { kind: 'decimal' };

/** A moment in UTC: `2009-07-29T19:25:37.817Z`. Read in either form. [MS-ASDTYPE] 2.3 */
export const dateTime: Described<Date, DateTimeContent> = { kind: 'dateTime', punctuated: true };

/** A moment in UTC: `20090729T192537Z`. Read in either form. [MS-ASDTYPE] 2.7.2 */
export const compactDateTime: Described<Date, DateTimeContent> = { kind: 'dateTime', punctuated: false };

/** Opaque bytes; where a sender wrote an inline string instead, its UTF-8. [MS-ASDTYPE] 2.7.1 */
export const bytes: Described<Uint8Array> = { kind: 'bytes' };

/** Bytes as base64 text; where a sender wrote opaque data instead, that. */
export const base64: Described<Uint8Array> = { kind: 'base64' };

/**
 * Text, or the bytes of a text or MIME that are not worth decoding. Bytes are written as an inline string where they
 * are UTF-8 without NUL, and as opaque data otherwise. [MS-ASAIRS] 2.2.2.20
 */
export const data: Described<string | Uint8Array> = { kind: 'data' };

/** Elements of other classes, kept as they are. */
export type OtherElements = readonly WbxmlElement[];
