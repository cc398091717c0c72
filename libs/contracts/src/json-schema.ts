/** Topics as JSON Schema, for readers that are not written in TypeScript. */
import { z } from 'zod';
import type { AnyTopic } from './topic.ts';

/** A JSON Schema, or a part of one, as plain JSON. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The schema of a topic's events, draft 2020-12, as it is kept under version control. Unknown fields are allowed. */
export function jsonSchemaOf(topic: AnyTopic): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(topic.schema, { io: 'input', target: 'draft-2020-12' });
  return {
    $schema,
    $id: `urn:postbus:event:${topic.name}`,
    title: topic.name,
    description: topic.description,
    ...schema,
  };
}

/** The same in draft 07, the dialect of AsyncAPI 3 payloads. */
export function payloadSchemaOf(topic: AnyTopic): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(topic.schema, { io: 'input', target: 'draft-7' });
  return schema;
}
