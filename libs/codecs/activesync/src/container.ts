/** Containers, lists and sequences: how fields make up the content of an element. [MS-ASDTYPE] 2.2 */
import { type Namespace, type TagName, tagNumber } from '@postbus/wbxml';
import type {
  ContainerContent,
  Content,
  Described,
  FieldShape,
  FieldsByName,
  Infer,
  ListContent,
  OtherElements,
  SequenceContent,
  TextContent,
  TextOrContainerContent,
} from './content.ts';
import type { VersionRange } from './protocol-version.ts';

type Presence = 'one' | 'optional' | 'many' | 'some';

export interface FieldOptions extends VersionRange {
  /** The Status of an answer where this element is wrong. */
  readonly status?: number;
  /** How often the element may come, for `many` and `some`. */
  readonly max?: number;
}

/** How often an element comes and what it holds; `elements` or `element` gives it a name. */
interface Field<T, P extends Presence> {
  readonly content: Described<T>;
  readonly presence: P;
  readonly options: FieldOptions;
}
type AnyField = Field<unknown, Presence>;

/** A field with its name, ready for a container. */
export interface NamedField<T, P extends Presence> extends Field<T, P> {
  readonly namespace: Namespace;
  readonly name: string;
}
type AnyNamedField = NamedField<unknown, Presence>;

/** Exactly once. */
export function one<D extends Content>(content: D, options: FieldOptions = {}): Field<Infer<D>, 'one'> {
  return { content, presence: 'one', options };
}

/** Once or not at all. */
export function optional<D extends Content>(content: D, options: FieldOptions = {}): Field<Infer<D>, 'optional'> {
  return { content, presence: 'optional', options };
}

/** Any number of times; the property is absent where there is none. */
export function many<D extends Content>(content: D, options: FieldOptions = {}): Field<Infer<D>, 'many'> {
  return { content, presence: 'many', options };
}

/** At least once. */
export function some<D extends Content>(content: D, options: FieldOptions = {}): Field<Infer<D>, 'some'> {
  return { content, presence: 'some', options };
}

type Named<F> = { readonly [K in keyof F]: F[K] extends Field<infer T, infer P> ? NamedField<T, P> : never };
type OfNamespace<N extends Namespace, F> = { readonly [K in keyof F]: K extends TagName<N> ? AnyField : never };

/** Fields of one namespace; each is named as its element. */
export function elements<N extends Namespace, F extends OfNamespace<N, F>>(namespace: N, fields: F): Named<F> {
  const named = Object.entries(fields as Record<string, AnyField>).map(
    ([name, field]) => [name, { ...field, namespace, name }] as const,
  );
  return Object.fromEntries(named) as unknown as Named<F>;
}

/** One field whose property has another name than its element, as where two namespaces have an element of one name. */
export function elementNamed<N extends Namespace, T, P extends Presence>(
  namespace: N,
  name: TagName<N>,
  field: Field<T, P>,
): NamedField<T, P> {
  return { ...field, namespace, name };
}

type KeysOf<F, P extends Presence> = {
  [K in keyof F]: F[K] extends NamedField<unknown, infer Q> ? (Q extends P ? K : never) : never;
}[keyof F];
type ValueAt<F> = F extends NamedField<infer T, infer P> ? (P extends 'many' | 'some' ? readonly T[] : T) : never;
type Flat<T> = { readonly [K in keyof T]: T[K] };

/** The value of a container: a property for each element, named as it; those that may be absent are optional. */
export type ContainerValue<F> = Flat<
  { [K in KeysOf<F, 'one' | 'some'>]: ValueAt<F[K]> } & {
    [K in KeysOf<F, 'optional' | 'many'>]?: ValueAt<F[K]> | undefined;
  }
>;

type Fields<F> = { readonly [K in keyof F]: AnyNamedField };

/** Elements each known by name, read in any order, written in the order given here. */
export function container<F extends Fields<F>>(fields: F): Described<ContainerValue<F>, ContainerContent> {
  return describeContainer(fields, []);
}

/** A container that also keeps elements of the namespaces `others`, as they are, in `rest`. */
export function openContainer<F extends Fields<F>>(
  fields: F,
  others: readonly Namespace[],
): Described<ContainerValue<F> & { readonly rest?: OtherElements | undefined }, ContainerContent> {
  return describeContainer(fields, others);
}

function describeContainer(fields: object, others: readonly Namespace[]): ContainerContent {
  const shapes = Object.entries(fields as Record<string, AnyNamedField>).map(([key, field]) => shapeOf(key, field));
  return { kind: 'container', fields: shapes, byName: byName(shapes), others };
}

/** An element that holds nothing but elements of one name. */
export function list<N extends Namespace, D extends Content>(
  namespace: N,
  name: TagName<N>,
  item: D,
  options: FieldOptions & { readonly min?: 0 | 1 } = {},
): Described<readonly Infer<D>[], ListContent> {
  const field = (options.min ?? 0) === 0 ? many(item, options) : some(item, options);
  return { kind: 'list', item: shapeOf(name, { ...field, namespace, name }) };
}

type SequenceValue<F> = {
  [K in keyof F & string]: Flat<{ kind: K } & (F[K] extends NamedField<infer T, Presence> ? T : never)>;
}[keyof F & string];

/** Containers of several names whose order is kept; each value says by `kind` which it is. */
export function sequence<F extends Fields<F>>(choices: F): Described<readonly SequenceValue<F>[], SequenceContent> {
  const shapes = Object.entries(choices as Record<string, AnyNamedField>).map(([key, field]) => shapeOf(key, field));
  return { kind: 'sequence', choices: shapes, byName: byName(shapes) };
}

/** Text in one use of the element and child elements in another. */
export function textOrContainer<T>(
  plain: Described<string, TextContent>,
  structured: Described<T, ContainerContent>,
): Described<string | T, TextOrContainerContent> {
  return { kind: 'textOrContainer', text: plain, container: structured };
}

function shapeOf(key: string, field: AnyNamedField): FieldShape {
  const { namespace, name, content, presence, options } = field;
  const tag = tagNumber(namespace, name);
  if (tag === undefined) throw new TypeError(`${namespace}:${name} is no element of [MS-ASWBXML]`);
  const repeats = presence === 'many' || presence === 'some';
  return {
    key,
    namespace,
    name,
    tag,
    content,
    min: presence === 'one' || presence === 'some' ? 1 : 0,
    max: repeats ? (options.max ?? Number.POSITIVE_INFINITY) : 1,
    status: options.status,
    ...(options.since === undefined ? {} : { since: options.since }),
    ...(options.until === undefined ? {} : { until: options.until }),
  };
}

function byName(shapes: readonly FieldShape[]): FieldsByName {
  const map = new Map<string, FieldShape[]>();
  for (const shape of shapes) {
    const sameName = map.get(shape.name) ?? [];
    if (sameName.some((other) => other.namespace === shape.namespace)) {
      throw new TypeError(`${shape.namespace}:${shape.name} is described twice in one container`);
    }
    map.set(shape.name, [...sameName, shape]);
  }
  return map;
}
