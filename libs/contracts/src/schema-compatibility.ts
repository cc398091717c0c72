/**
 * Whether two JSON Schemas of one version of a topic can live beside each other: processes of both read each other's
 * events, and old events lie in the topic and its dead letters. So a version may only gain optional fields.
 */
import type { JsonSchema } from './json-schema.ts';

export interface Incompatibility {
  /** Of the field, from the event's root: `recipients[].address`; empty for the root. */
  readonly path: string;
  readonly change:
    | 'field-removed'
    | 'required-field-added'
    | 'became-required'
    | 'became-optional'
    | 'type-changed'
    | 'values-changed'
    | 'constraint-changed'
    | 'alternatives-changed';
  readonly message: string;
}

/** Keywords that tell people something and readers nothing. JSON Schema validation 9 */
const annotations: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$comment',
  'title',
  'description',
  'examples',
  'default',
  'deprecated',
  'readOnly',
  'writeOnly',
]);
/** Keywords compared by rules of their own. */
const structural: ReadonlySet<string> = new Set([
  'type',
  'enum',
  'const',
  'properties',
  'required',
  'items',
  'anyOf',
  'oneOf',
  'allOf',
]);
const combiners = ['anyOf', 'oneOf', 'allOf'] as const;

/** What of `next` would break readers or writers of `previous`; empty where nothing does. */
export function incompatibilities(previous: JsonSchema, next: JsonSchema, path = ''): Incompatibility[] {
  return [
    ...typeChanges(previous, next, path),
    ...valueChanges(previous, next, path),
    ...constraintChanges(previous, next, path),
    ...fieldChanges(previous, next, path),
    ...itemChanges(previous, next, path),
    ...alternativeChanges(previous, next, path),
  ];
}

function typeChanges(previous: JsonSchema, next: JsonSchema, path: string): Incompatibility[] {
  if (sameSet(previous['type'], next['type'])) return [];
  return [{ path, change: 'type-changed', message: `type ${show(previous['type'])} became ${show(next['type'])}` }];
}

/** A value less is refused by new readers in old events; a value more by old readers in new events. */
function valueChanges(previous: JsonSchema, next: JsonSchema, path: string): Incompatibility[] {
  const before = valuesOf(previous);
  const after = valuesOf(next);
  if (before === undefined && after === undefined) return [];
  if (before === undefined || after === undefined) {
    return [
      {
        path,
        change: 'values-changed',
        message: before === undefined ? 'a list of values was added' : 'the list of values was removed',
      },
    ];
  }
  const removed = before.filter((value) => !after.includes(value)).map((value) => `${value} removed`);
  const added = after.filter((value) => !before.includes(value)).map((value) => `${value} added`);
  if (removed.length + added.length === 0) return [];
  return [{ path, change: 'values-changed', message: [...removed, ...added].join(', ') }];
}

/** Tightened, new readers refuse old events; loosened, old readers refuse new ones. */
function constraintChanges(previous: JsonSchema, next: JsonSchema, path: string): Incompatibility[] {
  const keywords = [...new Set([...Object.keys(previous), ...Object.keys(next)])];
  return keywords
    .filter((keyword) => !annotations.has(keyword) && !structural.has(keyword))
    .filter((keyword) => show(previous[keyword]) !== show(next[keyword]))
    .map((keyword) => ({
      path,
      change: 'constraint-changed',
      message: `${keyword} ${show(previous[keyword])} became ${show(next[keyword])}`,
    }));
}

function fieldChanges(previous: JsonSchema, next: JsonSchema, path: string): Incompatibility[] {
  const before = fieldsOf(previous);
  const after = fieldsOf(next);
  const wasRequired = new Set(stringsOf(previous['required']));
  const isRequired = new Set(stringsOf(next['required']));
  const found: Incompatibility[] = [];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const field = path === '' ? name : `${path}.${name}`;
    const old = before[name];
    const now = after[name];
    if (now === undefined) {
      found.push({ path: field, change: 'field-removed', message: 'the field was removed or renamed' });
    } else if (old === undefined) {
      if (isRequired.has(name))
        found.push({ path: field, change: 'required-field-added', message: 'old events lack the field' });
    } else {
      found.push(
        ...requirednessChange(field, wasRequired.has(name), isRequired.has(name)),
        ...incompatibilities(old, now, field),
      );
    }
  }
  return found;
}

function requirednessChange(path: string, was: boolean, is: boolean): Incompatibility[] {
  if (was === is) return [];
  return is
    ? [{ path, change: 'became-required', message: 'old events may lack the field' }]
    : [{ path, change: 'became-optional', message: 'old readers need the field' }];
}

function itemChanges(previous: JsonSchema, next: JsonSchema, path: string): Incompatibility[] {
  const before = previous['items'];
  const after = next['items'];
  if (isSchema(before) && isSchema(after)) return incompatibilities(before, after, `${path}[]`);
  if (show(before) === show(after)) return [];
  return [{ path: `${path}[]`, change: 'type-changed', message: 'the schema of the items was added or removed' }];
}

function alternativeChanges(previous: JsonSchema, next: JsonSchema, path: string): Incompatibility[] {
  return combiners.flatMap((combiner) => {
    const before = schemasOf(previous[combiner]);
    const after = schemasOf(next[combiner]);
    if (before.length !== after.length) {
      return [
        {
          path,
          change: 'alternatives-changed' as const,
          message: `${combiner} had ${before.length}, has ${after.length}`,
        },
      ];
    }
    return before.flatMap((schema, index) => incompatibilities(schema, after[index] ?? {}, path));
  });
}

/** The values allowed, as JSON; `const` is an enum of one. */
function valuesOf(schema: JsonSchema): string[] | undefined {
  if ('const' in schema) return [show(schema['const'])];
  const values = schema['enum'];
  return Array.isArray(values) ? values.map(show) : undefined;
}

function fieldsOf(schema: JsonSchema): Record<string, JsonSchema> {
  const properties = schema['properties'];
  return isSchema(properties) ? (properties as Record<string, JsonSchema>) : {};
}

function schemasOf(value: unknown): JsonSchema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sameSet(a: unknown, b: unknown): boolean {
  const before = new Set([a].flat().map(show));
  const after = new Set([b].flat().map(show));
  return before.size === after.size && [...before].every((value) => after.has(value));
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
