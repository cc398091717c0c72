/**
 * `keep-what-runs.mjs FROM TO`: copies what a service needs to run, out of a tree that was built and then installed
 * again without what is for development: packages, compiled files, and the files of this folder. Left behind are
 * sources, declarations, source maps, pages of documentation, and packages of the workspace that no service names.
 */
import { cpSync, existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

const [from = '.', to] = process.argv.slice(2);
if (to === undefined || existsSync(join(to, 'node_modules')))
  throw new Error('keep-what-runs.mjs FROM TO, a new folder');
const root = realpathSync(from);

const notRun = /\.(map|d\.[cm]?ts|tsbuildinfo|md|markdown)$|^(\.package-lock\.json|\.bin)$/;
const licence = /^(licen[cs]e|notice|copying)/i;
const runs = (path) => licence.test(basename(path)) || !notRun.test(basename(path));
const copy = (path) =>
  cpSync(join(root, path), join(to, path), { recursive: true, filter: runs, verbatimSymlinks: true });

/** Packages of the workspace are links in node_modules. */
const scope = join('node_modules', '@postbus');
const packages = readdirSync(join(root, scope)).map((name) => relative(root, realpathSync(join(root, scope, name))));

for (const path of ['package.json', 'LICENSE', 'node_modules', join('deploy', 'image', 'healthcheck.mjs')]) copy(path);
for (const folder of packages)
  for (const part of ['package.json', 'dist', 'node_modules', 'schemas'])
    if (existsSync(join(root, folder, part))) copy(join(folder, part));
