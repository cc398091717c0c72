import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { examples } from './example-events.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { topics } from './topics.ts';

const names = Object.keys(topics) as (keyof typeof topics)[];
const ajv = new Ajv2020({ strict: true, validateFormats: false });

describe('JSON Schemas of the events', () => {
  it.each(names)('%s: Ajv takes the example that the schema of zod takes', (name) => {
    const validate = ajv.compile(jsonSchemaOf(topics[name]));
    expect(topics[name].schema.safeParse(examples[name]).success).toBe(true);
    expect(validate(examples[name])).toBe(true);
  });

  it.each(names)('%s: Ajv and zod refuse the example without any one of its required fields', (name) => {
    const schema = jsonSchemaOf(topics[name]);
    const validate = new Ajv2020({ validateFormats: false }).compile(schema);
    const required = schema['required'] as string[];
    expect(required.length).toBeGreaterThan(0);
    for (const field of required) {
      const without = Object.fromEntries(Object.entries(examples[name]).filter(([key]) => key !== field));
      expect(validate(without)).toBe(false);
      expect(topics[name].schema.safeParse(without).success).toBe(false);
    }
  });

  it.each(names)('%s: a reader in another language allows fields to come', (name) => {
    const validate = new Ajv2020({ validateFormats: false }).compile(jsonSchemaOf(topics[name]));
    expect(validate({ ...examples[name], later: { much: 1 } })).toBe(true);
  });
});

describe('tools/schemas.ts', () => {
  it('finds the written files up to date, the AsyncAPI document valid and no version broken', () => {
    const root = fileURLToPath(new URL('../../..', import.meta.url));
    const run = () =>
      execFileSync(process.execPath, ['--conditions=@postbus/source', 'tools/schemas.ts', '--check'], {
        cwd: root,
        stdio: 'pipe',
      });
    expect(run).not.toThrow();
  });
});
