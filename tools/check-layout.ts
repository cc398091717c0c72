/**
 * Checks the tree: names that say nothing, packages that depend on what they may not see, versions that differ,
 * and host names of registries in tracked files. Exits 1 with a line a fault.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n').filter(Boolean);
const faults: string[] = [];

const emptyNames = /(^|\/)(utils?|helpers?|common|misc|managers?|shared)(\/|\.ts$)/;
for (const path of tracked)
  if (emptyNames.test(path)) faults.push(`${path}: the name says nothing about what is inside`);

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}
const manifests = tracked
  .filter((path) => /^(libs|services)\/.*package\.json$/.test(path))
  .map((path) => ({ path, manifest: JSON.parse(readFileSync(path, 'utf8')) as Manifest }));
for (const { path, manifest } of manifests) {
  if (manifest.license !== 'Apache-2.0') faults.push(`${path}: the licence is Apache-2.0`);
  const folder = path.replace(/\/package\.json$/, '');
  const sources = tracked.filter(
    (file) => file.startsWith(`${folder}/src/`) && file.endsWith('.ts') && !/\.(spec|fixture)\.ts$/.test(file),
  );
  const imported = new Set(sources.flatMap((file) => packagesImported(readFileSync(file, 'utf8'))));
  imported.delete(manifest.name);
  const declared = new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
  for (const name of imported) if (!declared.has(name)) faults.push(`${path}: ${name} is imported and not declared`);
}

function packagesImported(source: string): string[] {
  const specifiers = [
    ...source.matchAll(
      /(?:^|\n)\s*(?:import|export)[^;'"]*?from '([^'.][^']*)'|(?:^|\n)import '([^'.][^']*)'|import\('([^'.][^']*)'\)/g,
    ),
  ];
  return specifiers
    .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
    .filter((specifier) => specifier !== '' && !specifier.startsWith('node:'))
    .map((specifier) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}

const registryHosts = new RegExp(
  ['registry\\.npmjs', 'pypi\\.', 'repo1?\\.maven', 'crates', 'proxy\\.golang']
    .map((host) => `${host}[.\\w-]*\\.(org|io)`)
    .join('|'),
);
for (const path of tracked.filter((file) => /\.(ts|json|md|yaml|yml|sh)$|^\.ci\//.test(file))) {
  if (registryHosts.test(readFileSync(path, 'utf8'))) faults.push(`${path}: names the host of a registry`);
}

for (const fault of faults) console.error(fault);
console.log(`layout: ${manifests.length} packages, ${faults.length} faults`);
if (faults.length > 0) process.exitCode = 1;
