import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, example]) => example!);
const folder = mkdtempSync(join(import.meta.dirname, '.readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('README.md', () => {
  it.each(examples.map((example, index) => [index + 1, example] as const))(
    'has an example %i that does what it says',
    async (index, example) => {
      const told = example.replace(/^console\.log\((.*)\); \/\/ (.*)$/gm, 'told.push([$1, `$2`]);');
      const file = join(folder, `example-${index}.ts`);
      writeFileSync(file, `export const told: unknown[][] = [];\n${told}`);
      const run = (await import(pathToFileURL(file).href)) as { told: [unknown, string][] };
      expect(run.told.length).toBeGreaterThan(0);
      for (const [value, said] of run.told) expect(String(value)).toBe(said);
    },
  );
});
