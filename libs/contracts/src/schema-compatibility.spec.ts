import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { jsonSchemaOf } from './json-schema.ts';
import { type Incompatibility, incompatibilities } from './schema-compatibility.ts';
import { topic } from './topic.ts';
import { topics } from './topics.ts';

const schemaOf = (shape: z.ZodRawShape) =>
  jsonSchemaOf(topic('t.v1', 'A test', { writtenBy: [], readBy: [], reading: 'shared' }, shape, () => ''));
const changes = (before: z.ZodRawShape, after: z.ZodRawShape): [string, Incompatibility['change']][] =>
  incompatibilities(schemaOf(before), schemaOf(after)).map(({ path, change }) => [path, change]);

describe('a version only gains optional fields', () => {
  it('finds nothing between a schema and itself', () => {
    for (const each of Object.values(topics))
      expect(incompatibilities(jsonSchemaOf(each), jsonSchemaOf(each))).toEqual([]);
  });

  it.each<[string, z.ZodRawShape, z.ZodRawShape]>([
    ['an optional field added', { a: z.string() }, { a: z.string(), b: z.string().optional() }],
    [
      'an optional field added deep inside',
      { a: z.array(z.object({ b: z.int() })) },
      { a: z.array(z.object({ b: z.int(), c: z.int().optional() })) },
    ],
    ['a description changed', { a: z.string().describe('one') }, { a: z.string().describe('two') }],
    ['fields in another order', { a: z.string(), b: z.int() }, { b: z.int(), a: z.string() }],
    ['values in another order', { a: z.enum(['x', 'y']) }, { a: z.enum(['y', 'x']) }],
  ])('allows %s', (_, before, after) => expect(changes(before, after)).toEqual([]));

  it.each<[string, z.ZodRawShape, z.ZodRawShape, string, Incompatibility['change']]>([
    ['a field removed', { a: z.string(), b: z.int() }, { a: z.string() }, 'b', 'field-removed'],
    ['an optional field removed', { b: z.int().optional() }, {}, 'b', 'field-removed'],
    ['a required field added', {}, { b: z.int() }, 'b', 'required-field-added'],
    ['an optional field made required', { a: z.int().optional() }, { a: z.int() }, 'a', 'became-required'],
    ['a required field made optional', { a: z.int() }, { a: z.int().optional() }, 'a', 'became-optional'],
    ['a type changed', { a: z.string() }, { a: z.boolean() }, 'a', 'type-changed'],
    ['an integer made a number', { a: z.int().min(0).max(9) }, { a: z.number().min(0).max(9) }, 'a', 'type-changed'],
    ['null allowed', { a: z.string() }, { a: z.string().nullable() }, 'a', 'type-changed'],
    ['a list of values narrowed', { a: z.enum(['x', 'y']) }, { a: z.enum(['x']) }, 'a', 'values-changed'],
    ['a list of values widened', { a: z.enum(['x']) }, { a: z.enum(['x', 'y']) }, 'a', 'values-changed'],
    ['values where any text was', { a: z.string() }, { a: z.enum(['x']) }, 'a', 'values-changed'],
    ['a constant changed', { a: z.literal(1) }, { a: z.literal(2) }, 'a', 'values-changed'],
    ['a limit tightened', { a: z.string().max(9) }, { a: z.string().max(8) }, 'a', 'constraint-changed'],
    ['a limit loosened', { a: z.string().max(9) }, { a: z.string() }, 'a', 'constraint-changed'],
    ['another format', { a: z.uuid() }, { a: z.ulid() }, 'a', 'constraint-changed'],
    ['items of another type', { a: z.array(z.int()) }, { a: z.array(z.boolean()) }, 'a[]', 'type-changed'],
    [
      'an alternative added',
      { a: z.union([z.string(), z.int()]) },
      { a: z.union([z.string(), z.int(), z.null()]) },
      'a',
      'alternatives-changed',
    ],
    [
      'an alternative changed',
      { a: z.union([z.string(), z.int()]) },
      { a: z.union([z.string(), z.boolean()]) },
      'a',
      'type-changed',
    ],
    [
      'a change deep inside',
      { a: z.object({ b: z.array(z.object({ c: z.string() })) }) },
      { a: z.object({ b: z.array(z.object({})) }) },
      'a.b[].c',
      'field-removed',
    ],
  ])('refuses %s', (_, before, after, path, change) => expect(changes(before, after)).toContainEqual([path, change]));

  it('calls a renamed field removed, and the new one added', () => {
    expect(changes({ from: z.string() }, { sender: z.string() })).toEqual([
      ['from', 'field-removed'],
      ['sender', 'required-field-added'],
    ]);
  });

  it('refuses unknown fields that are no longer dropped', () => {
    const open = schemaOf({ a: z.string() });
    expect(incompatibilities(open, { ...open, additionalProperties: false })).toMatchObject([
      { change: 'constraint-changed', path: '' },
    ]);
  });
});
