/**
 * Checks docs/conformance: that each row names files that exist and a test that exists, or says `not built`.
 * A row: | section | requirement | where it is built | the test that shows it |; tests as `file.spec.ts: "title"`,
 * or `suite.ts: "title"` of a port's contract suite, several separated by `;`. Exits 1 with a line a fault.
 */
import { globSync, readFileSync, existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface ConformanceFault {
  readonly document: string;
  readonly line: number;
  readonly message: string;
}

const testReference = /^`?([\w./-]+\.ts)`?: "(.+)"$/;

/** Faults of the rows of `text`; `root` is the folder that paths are relative to, `specs` each test file by its base name. */
export function conformanceFaults(
  document: string,
  text: string,
  root: string,
  specs: ReadonlyMap<string, readonly string[]>,
): ConformanceFault[] {
  return text.split('\n').flatMap((line, index) => {
    const cells = rowCells(line);
    if (cells === undefined) return [];
    return rowFaults(cells, root, specs).map((message) => ({ document, line: index + 1, message }));
  });
}

function rowCells(line: string): string[] | undefined {
  if (!line.startsWith('|')) return undefined;
  const cells = line
    .slice(1, line.lastIndexOf('|'))
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
  const isRow = cells.length === 4 && cells[0] !== 'Section' && !/^:?-+:?$/.test(cells[0] ?? '');
  return isRow ? cells : undefined;
}

function rowFaults(cells: readonly string[], root: string, specs: ReadonlyMap<string, readonly string[]>): string[] {
  const [section = '', requirement = '', built = '', tests = ''] = cells;
  const faults: string[] = [];
  if (section === '' || requirement === '') faults.push('a row needs a section and a requirement');
  if (/^(not built|not applicable)/.test(built)) return faults;
  for (const path of built.split(',').map((part) => part.trim().replaceAll('`', ''))) {
    if (!existsSync(join(root, path))) faults.push(`${path} does not exist`);
  }
  for (const test of tests.split(/;\s+/)) faults.push(...testFaults(test.trim(), specs));
  return faults;
}

function testFaults(test: string, specs: ReadonlyMap<string, readonly string[]>): string[] {
  const [, file, title] = testReference.exec(test) ?? [];
  if (file === undefined || title === undefined) return [`not a test reference: ${test}`];
  const candidates = (specs.get(basename(file)) ?? []).filter((path) => path.endsWith(file));
  if (candidates.length === 0) return [`${file} does not exist`];
  const found = candidates.some((path) => readFileSync(path, 'utf8').includes(title));
  return found ? [] : [`${file} has no test "${title}"`];
}

function main(root: string): void {
  const specs = Map.groupBy(
    globSync('{libs,services,tools}/**/*.spec.ts', { cwd: root, exclude: ['**/node_modules/**'] }).map((path) =>
      join(root, path),
    ),
    (path) => basename(path),
  );
  for (const suite of globSync('libs/testing/src/contract/**/*.ts', { cwd: root }))
    specs.set(basename(suite), [join(root, suite)]);
  const documents = globSync('docs/conformance/*.md', { cwd: root }).sort();
  const faults = documents.flatMap((path) =>
    conformanceFaults(path, readFileSync(join(root, path), 'utf8'), root, specs),
  );
  for (const { document, line, message } of faults) console.error(`${document}:${line}: ${message}`);
  console.log(`conformance: ${documents.length} documents, ${faults.length} faults`);
  if (faults.length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.cwd());
