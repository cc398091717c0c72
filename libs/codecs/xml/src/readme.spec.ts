import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import * as exported from './index.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const folder = mkdtempSync(join(import.meta.dirname, '.readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('README.md', () => {
  it('has an example that does what it says', async () => {
    const example = /```ts\n(.*?)```/s.exec(readme)![1]!;
    const told = example.replace(/^((?:root|attributeOf).*); \/\/ (.*)$/gm, 'told.push([$1, $2]);');
    writeFileSync(join(folder, 'example.ts'), `export const told: unknown[][] = [];\n${told}`);
    const run = (await import(pathToFileURL(join(folder, 'example.ts')).href)) as { told: [unknown, unknown][] };
    expect(run.told).toHaveLength(3);
    for (const [value, said] of run.told) expect(value).toBe(said);
  });
  it('names every export that is a value', () => {
    expect(Object.keys(exported).filter((name) => !new RegExp(`\`${name}\\b`).test(readme))).toEqual([]);
  });
});
