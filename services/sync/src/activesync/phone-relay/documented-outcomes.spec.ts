/** Each outcome that docs/text-messages.md tells of phones names the test that shows it. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../../../..');
const page = readFileSync(join(root, 'docs/text-messages.md'), 'utf8');
const [, section = ''] = /^## Through the phone\n(.*?)^## /ms.exec(page) ?? [];
const rows = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
const references = rows.slice(1).map((row) => /\| ([\w.-]+\.spec\.ts): "(.+)" +\|$/.exec(row));
const specs = globSync('{libs,services}/*/{src,test}/**/*.spec.ts', { cwd: root, exclude: ['**/node_modules/**'] });

describe('times and outcomes of relay through the phone', () => {
  it('are each shown by a test', () => {
    expect(references.length).toBeGreaterThan(30);
    const shown = references.map((reference) => {
      const [, file = '', title = ''] = reference ?? [];
      const sources = specs
        .filter((path) => basename(path) === file)
        .map((path) => readFileSync(join(root, path), 'utf8'));
      return sources.some((source) => source.includes(`it('${title}'`)) ? undefined : `${file}: ${title}`;
    });
    expect(shown.filter((missing) => missing !== undefined)).toEqual([]);
  });
});
