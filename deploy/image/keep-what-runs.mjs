/**
 * `keep-what-runs.mjs FROM TO`: copies what the services need to run out of a tree that was installed and built: their
 * compiled files, and the packages that they depend on, each by the rules of node_modules. Left behind are sources,
 * declarations, source maps, pages of documentation, and all that only development or an option needs.
 */
import { cpSync, existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

const services = ['ingest', 'conversion', 'relay', 'sms-dispatch', 'sync', 'postbus'].map((name) =>
  join('services', name),
);
/** Of a package of our own; of another, all that is not left behind. */
const ours = ['package.json', 'dist', 'schemas'];
const notRun = /\.(map|d\.[cm]?ts|tsbuildinfo|md|markdown)$/;
const licence = /^(licen[cs]e|notice|copying)/i;

const [from = '.', to] = process.argv.slice(2);
if (to === undefined || existsSync(join(to, 'node_modules')))
  throw new Error('keep-what-runs.mjs FROM TO, a new folder');
const root = realpathSync(from);

const reached = new Set();
for (const service of services) reach(service);
for (const path of ['package.json', 'LICENSE', 'deploy/image/healthcheck.mjs', ...reached]) copy(path);

/** @param folder of a package, as it is found: a link for one of our own */
function reach(folder) {
  if (reached.has(folder)) return;
  reached.add(folder);
  const real = relative(root, realpathSync(join(root, folder)));
  if (real !== folder) return reach(real);
  const { dependencies = {}, peerDependencies: peers = {}, peerDependenciesMeta: meta = {} } = manifestOf(folder);
  const needed = Object.keys(peers).filter((name) => meta[name]?.optional !== true);
  for (const name of [...Object.keys(dependencies), ...needed]) reach(foundFrom(folder, name));
}

/** Where `name` is found from within `folder`. https://nodejs.org/api/modules.html#loading-from-node_modules-folders */
function foundFrom(folder, name) {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, 'node_modules', name);
    if (basename(at) !== 'node_modules' && existsSync(join(root, path))) return path;
    if (at === '.') throw new Error(`${folder} needs ${name}, which is not installed`);
  }
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

/** Packages nested in another, ours among them, are reached by themselves. */
function copy(path) {
  const isOurs = /^(libs|services)\//.test(path) && !path.includes('/node_modules/');
  for (const part of isOurs ? ours : ['.']) {
    const source = join(root, path, part);
    if (existsSync(source))
      cpSync(source, join(to, path, part), { recursive: true, verbatimSymlinks: true, filter: runs });
  }
}

function runs(path) {
  const name = basename(path);
  const nested = relative(root, path).split('node_modules').length > 2 && name === 'node_modules';
  return !nested && (licence.test(name) || !notRun.test(name));
}
