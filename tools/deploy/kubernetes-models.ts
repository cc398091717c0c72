/**
 * Whether manifests are what Kubernetes takes: each against the OpenAPI schema of its kind (required, types, formats,
 * enums), and by the compiler against its type, which knows no other members. Kinds of operators are known too.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Manifest } from './chart.ts';
import { lastWords, run } from './programs.ts';

const packages: Readonly<Record<string, string>> = {
  'keda.sh': '@kubernetes-models/keda',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

/** The module of a kind's model: `kubernetes-models/apps/v1/Deployment`. */
export function modelOf({ apiVersion, kind }: Manifest): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return `${packages[group] ?? 'kubernetes-models'}/${apiVersion}/${kind}`;
}

/** What the schema of its kind says against a manifest. */
export async function schemaMistakes(manifest: Manifest): Promise<string[]> {
  type Model = new (data: object) => { validate(): void };
  try {
    const { [manifest.kind]: Kind } = (await import(modelOf(manifest))) as Record<string, Model>;
    new Kind!(manifest).validate();
    return [];
  } catch (error) {
    return [`${nameOf(manifest)}: ${(error as Error).message}`];
  }
}

/** What the compiler says against manifests as values of their types. */
export async function typeMistakes(manifests: readonly Manifest[]): Promise<string[]> {
  const folder = resolve('node_modules', '.cache', `postbus-manifests-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    return await compile(join(folder, 'manifests.ts'), manifests);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compile(file: string, manifests: readonly Manifest[]): Promise<string[]> {
  writeFileSync(file, manifests.map(asDeclaration).join('\n'));
  const options = '--noEmit --ignoreConfig --strict --skipLibCheck --target es2024 --module nodenext --types node';
  const compiled = await run(resolve('node_modules', '.bin', 'tsc'), [...options.split(' '), file]);
  const lines = compiled.stdout.split('\n').filter((line) => line.includes('error TS'));
  if (compiled.code !== 0 && lines.length === 0) return [lastWords(compiled)];
  return lines.map((line) => `${placeOf(line, manifests)}${line.replace(/^.*error /, '')}`);
}

/** One line each, so that a line of the compiler names the manifest. */
function asDeclaration(manifest: Manifest, index: number): string {
  const model = modelOf(manifest);
  return `export const manifest${index}: import(${JSON.stringify(model)}).I${manifest.kind} = ${JSON.stringify(manifest)};`;
}

function placeOf(line: string, manifests: readonly Manifest[]): string {
  const manifest = manifests[Number(/manifests\.ts\((\d+),/.exec(line)?.[1]) - 1];
  return manifest === undefined ? '' : `${nameOf(manifest)}: `;
}

export function nameOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`;
}
