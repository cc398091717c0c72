/** The OpenAPI 3.1 document of the admin API, made from the same descriptions as the API itself. */
import { z } from 'zod';
import { type Operation, hasBody, pathParameters } from './operation.ts';
import { operations } from './operations.ts';

type Json = Readonly<Record<string, unknown>>;

export function openApiDocument(version: string): Json {
  const schemas: Record<string, unknown> = {};
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, description] of Object.entries(operations)) {
    const methods = (paths[description.path] ??= {});
    methods[description.method.toLowerCase()] = operationObject(name, description, schemas);
  }
  schemas['Error'] = {
    type: 'object',
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        required: ['code', 'message'],
        properties: { code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Postbus admin API',
      version,
      description:
        'On the Unix socket `admin.sock` in the data folder whoever can open it may call it. By HTTP (`admin.listen`) a token is shown.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://localhost' }],
    security: [{}, { token: [] }],
    paths,
    components: { schemas, securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  };
}

function operationObject(
  name: string,
  { method, path, summary, input, output }: Operation,
  schemas: Record<string, unknown>,
): Json {
  const inPath = pathParameters(path);
  const others = Object.keys(input.shape).filter((key) => !inPath.includes(key));
  const parameters = [
    ...inPath.map((key) => ({
      name: key,
      in: 'path',
      required: true,
      schema: schemaOf(input.shape[key] as z.ZodType, 'input', schemas),
    })),
    ...(hasBody(method) ? [] : others).map((key) => queryParameter(key, input.shape[key] as z.ZodType, schemas)),
  ];
  const body = z.object(Object.fromEntries(others.map((key) => [key, input.shape[key] as z.ZodType])));
  return {
    operationId: name,
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(hasBody(method) &&
      others.length > 0 && { requestBody: { required: true, content: json(schemaOf(body, 'input', schemas)) } }),
    responses: {
      '200': { description: 'Done', content: json(schemaOf(output, 'output', schemas)) },
      default: { description: 'Refused', content: json({ $ref: '#/components/schemas/Error' }) },
    },
  };
}

function queryParameter(name: string, type: z.ZodType, schemas: Record<string, unknown>): Json {
  return { name, in: 'query', required: false, schema: schemaOf(type, 'input', schemas) };
}

function json(schema: unknown): Json {
  return { 'application/json': { schema } };
}

/** Types with an id go to the components. A query holds text, whatever it becomes. */
function schemaOf(type: z.ZodType, io: 'input' | 'output', schemas: Record<string, unknown>): unknown {
  const { $schema: _, $defs, ...schema } = z.toJSONSchema(type, { io, reused: 'inline', unrepresentable: 'any' });
  for (const [name, definition] of Object.entries($defs ?? {})) schemas[name] = withoutId(definition);
  const { id } = schema as { id?: string };
  if (id !== undefined) {
    schemas[id] = withoutId(schema);
    return { $ref: `#/components/schemas/${id}` };
  }
  return JSON.parse(JSON.stringify(schema).replaceAll('#/$defs/', '#/components/schemas/'));
}

function withoutId(schema: object): unknown {
  const { id: _, ...rest } = schema as { id?: string };
  return rest;
}
