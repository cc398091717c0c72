import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { charsetOfCodePage, decodeText, encodeText, resolveCharset } from './index.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const folder = mkdtempSync(join(import.meta.dirname, '.readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('README.md', () => {
  it('has an example that prints what it says', async () => {
    const code = /```ts\n(.*?)```/s.exec(readme)![1]!;
    const said = Array.from(code.matchAll(/console\.log\(.*\/\/ ([^:\n]+)/g), ([, text]) => text!);
    writeFileSync(join(folder, 'example.ts'), code);
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await import(pathToFileURL(join(folder, 'example.ts')).href);
    const printed = log.mock.calls.map(([value]: unknown[]) => value);
    log.mockRestore();
    const text = (value: unknown): string =>
      value instanceof Uint8Array
        ? Buffer.from(value)
            .toString('hex')
            .replaceAll(/..(?=.)/g, '$& ')
            .toUpperCase()
        : String(value);
    expect(printed.map(text)).toEqual(said);
  });
  it('names charsets that are read and written under their names', () => {
    const table = /## Charsets.*?## Labels/s.exec(readme)![0];
    const rows = table.split('\n').filter((line) => /^\| [A-Z]/.test(line) && !line.startsWith('| Charsets'));
    const names = rows.flatMap((row) =>
      Array.from(row.split('|')[2]!.matchAll(/`([a-z][\w-]{3,})`/g), ([, name]) => name!),
    );
    expect(names.length).toBeGreaterThan(120);
    for (const name of names) {
      expect(resolveCharset(name)).toBe(name);
      expect(decodeText(encodeText('abc 123', name), name)).toBe('abc 123');
    }
  });
  it('names every charset that has a code page', () => {
    const missing = Array.from({ length: 66_000 }, (_, codePage) => charsetOfCodePage(codePage)).filter(
      (name) =>
        name !== undefined && !/^(?:iso-8859-|windows-125|ibm0114)/.test(name) && !readme.includes(`\`${name}\``),
    );
    expect(missing).toEqual([]);
  });
});
