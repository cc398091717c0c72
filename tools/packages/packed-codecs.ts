/** The codecs as a programmer gets them: each packed, and all of the packages installed in a project of their own. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const codecs = join(root, 'libs/codecs');

/** The names of the folders in `libs/codecs`, each of a package. */
export const codecNames = readdirSync(codecs, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Those that need no package of anybody else, nor do those that they need: they can be installed where no registry is. */
export const ownCodecs = codecNames.filter(isOwn);

function isOwn(name: string): boolean {
  const manifest = JSON.parse(readFileSync(join(codecs, name, 'package.json'), 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>;
  };
  return Object.keys(manifest.dependencies ?? {}).every(
    (dependency) => dependency.startsWith('@postbus/') && isOwn(dependency.slice('@postbus/'.length)),
  );
}

export interface PackedCodecs {
  /** Absolute; its `node_modules` holds the packages and nothing else. */
  readonly project: string;
  /** Paths of the files in the package of a codec. */
  files(codec: string): readonly string[];
  remove(): void;
}

interface PackReport {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Packs what was built, and installs it without asking a registry. @throws what npm fails with */
export function packCodecs(): PackedCodecs {
  const project = mkdtempSync(join(tmpdir(), 'postbus-packages-'));
  const packages = join(project, 'packages');
  mkdirSync(packages);
  const workspaces = codecNames.map((name) => `--workspace=libs/codecs/${name}`);
  const reports = packReports(npm(root, ['pack', '--json', `--pack-destination=${packages}`, ...workspaces]));
  const dependencies = Object.fromEntries(
    reports
      .filter(({ name }) => ownCodecs.includes(name.replace('@postbus/', '')))
      .map(({ name, filename }) => [name, `file:packages/${filename}`]),
  );
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  npm(project, ['install', '--offline', '--no-audit', '--no-fund']);
  return {
    project,
    files: (codec) => reports.find(({ name }) => name === `@postbus/${codec}`)?.files.map(({ path }) => path) ?? [],
    remove: () => rmSync(project, { recursive: true }),
  };
}

export interface Example {
  readonly language: 'js' | 'ts';
  readonly text: string;
}

/** The first block of code in a codec's README. */
export function readmeExample(codec: string): Example | undefined {
  const readme = readFileSync(join(codecs, codec, 'README.md'), 'utf8');
  const [, language, text] = /^```(js|ts)\n(.*?)^```$/ms.exec(readme) ?? [];
  return text === undefined ? undefined : { language: language as Example['language'], text };
}

function npm(folder: string, parameters: readonly string[]): string {
  return execFileSync('npm', parameters, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** An array, or by name: npm 10 and 12 differ. */
function packReports(json: string): readonly PackReport[] {
  return Object.values(JSON.parse(json) as Record<string, PackReport>);
}
