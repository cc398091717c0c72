/** What the OpenAPI documents of this service have alike. */
export type Json = Readonly<Record<string, unknown>>;

export interface ApiDescription {
  readonly title: string;
  readonly description: string;
  /** Which bearer tokens are taken. */
  readonly token: string;
  readonly paths: Json;
  readonly schemas: Json;
  readonly refusals: Json;
}

/** An OpenAPI 3.1 document. */
export function apiDocument({ title, description, token, paths, schemas, refusals }: ApiDescription): Json {
  return {
    openapi: '3.1.0',
    info: { title, version: '1', description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: 'http://localhost:8080' }],
    security: [{ token: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: token } },
      responses: refusals,
    },
  };
}

export function pathParameter(name: string, description: string, schema: Json): Json {
  return { name, in: 'path', required: true, description, schema };
}

export function queryParameter(name: string, description: string, schema: Json): Json {
  return { name, in: 'query', required: false, description, schema };
}

/** A body of JSON by the name of its schema. */
export function jsonContent(schema: string): Json {
  return { content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } } };
}

export function answerOf(schema: string): Json {
  return { description: 'Done', ...jsonContent(schema) };
}

export function refusal(description: string): Json {
  return { description, ...jsonContent('Error') };
}
