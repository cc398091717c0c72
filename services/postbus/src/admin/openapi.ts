/** The OpenAPI 3.1 document of the admin API, made from the same descriptions as the API itself. */
import { z } from 'zod';
import { type Operation, hasBody, pathParameters } from './operation.ts';
import { operations } from './operations.ts';

type Json = Readonly<Record<string, unknown>>;

/** What every operation may be refused with. */
const refusals: Json = {
  NotAuthorized: refusal('`not-authorized`: no token was shown, or one that there is none of'),
  ReadOnly: refusal('`read-only`: the token may look, and change nothing; `not-by-tls`: a secret came in clear'),
  TooManyFailures: refusal('`too-many-failures`: after wrong tokens none from there is looked at for a while'),
  NotRecorded: refusal('`not-recorded`: the audit log cannot be written, and nothing was done; or a port is away'),
};

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
        properties: {
          code: { type: 'string' },
          message: { type: 'string' },
          request: { type: 'string', description: 'Names it in the log; also in the header X-Request-Id' },
        },
      },
    },
  };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Postbus admin API',
      version,
      description:
        'On the Unix socket `admin.sock` in the data folder whoever can open it may call it. By HTTP (`admin.listen`) a token is shown; a read-only one may GET. What is no GET is put in the audit log before it is done (docs/admin.md).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://localhost' }],
    security: [{}, { token: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'One of admin.token, admin.tokens, admin.readOnlyTokens',
        },
      },
      responses: refusals,
    },
  };
}

function operationObject(
  name: string,
  { method, path, summary, input, output, audit }: Operation,
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
      '401': { $ref: '#/components/responses/NotAuthorized' },
      ...(audit !== undefined && { '403': { $ref: '#/components/responses/ReadOnly' } }),
      '429': { $ref: '#/components/responses/TooManyFailures' },
      ...(audit !== undefined && { '503': { $ref: '#/components/responses/NotRecorded' } }),
      default: refusal('Refused'),
    },
  };
}

function queryParameter(name: string, type: z.ZodType, schemas: Record<string, unknown>): Json {
  return { name, in: 'query', required: false, schema: schemaOf(type, 'input', schemas) };
}

function json(schema: unknown): Json {
  return { 'application/json': { schema } };
}

function refusal(description: string): Json {
  return { description, content: json({ $ref: '#/components/schemas/Error' }) };
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
