/** Where settings come from: a file, then variables, then flags; what comes later wins. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Document, LineCounter, type Node, isMap, isScalar, parseDocument } from 'yaml';
import { ConfigurationError } from './configuration-error.ts';
import { variableOf } from './setting.ts';

/** A value as written, and by whom. */
export interface Written {
  readonly value: unknown;
  readonly source: string;
}

/** What a command line said for a key. */
export interface Flag {
  /** `ingest.smtp.listen` */
  readonly key: string;
  /** `--smtp` */
  readonly name: string;
  readonly value: string;
}

/** A settings file, its values by key. */
export interface SettingsFile {
  readonly values: ReadonlyMap<string, Written>;
}

/**
 * Reads a file in YAML 1.2, of which JSON is a part. Aliases are refused: they can make a small file huge.
 *
 * @param sections keys of the sections; what is below other keys is one value
 * @throws {ConfigurationError} `no-such-file`, `not-yaml` with line and column
 */
export function readSettingsFile(path: string, sections: ReadonlySet<string>): SettingsFile {
  const counter = new LineCounter();
  const document = parseDocument(contentOf(path), { lineCounter: counter });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = counter.linePos(error.pos[0]);
    throw new ConfigurationError('not-yaml', `${path}:${line}:${col}: ${error.message.split('\n')[0]}`);
  }
  const values = new Map<string, Written>();
  const read = (node: unknown, prefix: string): void => {
    if (!isMap(node)) return;
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const place = prefix === '' ? name : `${prefix}.${name}`;
      if (sections.has(place) && isMap(value)) read(value, place);
      else {
        const source = at(path, counter, key as Node);
        values.set(place, { value: plain(value, document, source), source });
      }
    }
  };
  read(document.contents, '');
  return { values };
}

/** The value of a setting in the variables. An empty one counts as not set. */
export function fromEnvironment(path: readonly string[], environment: NodeJS.ProcessEnv): Written | undefined {
  const source = variableOf(path);
  const value = environment[source];
  return value === undefined || value === '' ? undefined : { value, source };
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigurationError('no-such-file', `${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function plain(node: unknown, document: Document, source: string): unknown {
  try {
    return node === null ? null : (node as Node).toJS(document, { maxAliasCount: 0 });
  } catch {
    throw new ConfigurationError('not-yaml', `${source}: aliases are not taken`);
  }
}

function at(path: string, counter: LineCounter, node: Node): string {
  return `${basename(path)}:${counter.linePos(node.range?.[0] ?? 0).line}`;
}
