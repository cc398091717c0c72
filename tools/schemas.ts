/**
 * Writes the events' JSON Schemas and the AsyncAPI document, or checks those under version control.
 *
 *   node --conditions=@postbus/source tools/schemas.ts [--write | --check]
 *
 * `--check` (the default) exits 1 and says why where a written file is stale, where the AsyncAPI document is not one,
 * or where a schema would break a reader of the same version as HEAD or its parent has it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type JsonSchema, asyncApiOf, incompatibilities, jsonSchemaOf, topics } from '@postbus/contracts';
import { Ajv } from 'ajv';

const root = fileURLToPath(new URL('..', import.meta.url));
const schemasFolder = 'libs/contracts/schemas';
const asyncApiFile = 'libs/contracts/asyncapi.json';
/** A change is looked for in the working tree against HEAD, and in HEAD against what it was built on. */
const comparedCommits = ['HEAD', 'HEAD~'];

/** Path (from the root) to text of every file that this tool keeps. */
function generated(): Map<string, string> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const schemas = Object.values(topics).map(
    (topic) => [`${schemasFolder}/${topic.name}.json`, jsonText(jsonSchemaOf(topic))] as const,
  );
  return new Map([...schemas, [asyncApiFile, jsonText(asyncApiOf(topics, version))]]);
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Files in the schemas' folder that no topic has any more. */
function leftOver(files: ReadonlyMap<string, string>): string[] {
  const folder = join(root, schemasFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => `${schemasFolder}/${name}`)
    .filter((path) => !files.has(path));
}

function write(files: ReadonlyMap<string, string>): void {
  mkdirSync(join(root, schemasFolder), { recursive: true });
  for (const [path, text] of files) writeFileSync(join(root, path), text);
  for (const path of leftOver(files)) rmSync(join(root, path));
}

function staleFiles(files: ReadonlyMap<string, string>): string[] {
  const stale = [...files]
    .filter(([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text)
    .map(([path]) => `${path}: stale; run tools/schemas.ts --write`);
  return [
    ...stale,
    ...leftOver(files).map((path) => `${path}: no topic has this schema; run tools/schemas.ts --write`),
  ];
}

/** Against the document's official schema. */
function asyncApiFaults(document: unknown): string[] {
  const schema = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json') as JsonSchema;
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
  if (validate(document)) return [];
  return (validate.errors ?? []).map(
    (error) => `${asyncApiFile}${error.instancePath}: ${error.message ?? error.keyword}`,
  );
}

function breakingChanges(commit: string): string[] {
  const names =
    git(['ls-tree', '--name-only', commit, `${schemasFolder}/`])
      ?.split('\n')
      .filter(Boolean) ?? [];
  return names.flatMap((path) => {
    const previous = JSON.parse(git(['show', `${commit}:${path}`]) ?? '{}') as JsonSchema;
    const topic = Object.values(topics).find(({ name }) => path === `${schemasFolder}/${name}.json`);
    if (topic === undefined) return [`${path}: the topic is in ${commit} and was removed`];
    return incompatibilities(previous, jsonSchemaOf(topic)).map(
      (found) =>
        `${topic.name} at ${found.path === '' ? 'the root' : found.path}: ${found.change}, ${found.message} (since ${commit}); this needs a new version`,
    );
  });
}

/** Undefined where git, or the commit, is not there: a source archive, a shallow clone. */
function git(args: readonly string[]): string | undefined {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}

function main(): void {
  const { values } = parseArgs({ options: { write: { type: 'boolean' }, check: { type: 'boolean' } } });
  const files = generated();
  if (values.write === true) write(files);
  const faults = new Set([
    ...staleFiles(files),
    ...asyncApiFaults(JSON.parse(files.get(asyncApiFile) ?? 'null')),
    ...comparedCommits.flatMap(breakingChanges),
  ]);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  if (faults.size > 0) process.exitCode = 1;
}

main();
