/** What the image holds, made without Docker: the commands of the Dockerfile's build stage, in a folder of their own. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readDockerfile, runtimeStage } from './check-image.ts';
import { copyContext } from './docker-context.ts';
import type { Dockerfile } from './dockerfile.ts';
import { lastWords, run } from './programs.ts';
import { type Report, tell } from './report.ts';

export interface ImageTree {
  readonly folder: string;
  /** Folders of the image, and where they lie here: `/postbus`, `/data`. */
  readonly places: Readonly<Record<string, string>>;
  remove(): void;
}

/** Of the tree that the image gets beside Node; what grows past it has taken something in that does not run. */
const largest = 80_000_000;

/** @returns undefined where a command fails, which is told */
export async function makeImageTree(report: Report): Promise<ImageTree | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'postbus-image-'));
  chmodSync(folder, 0o755);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const build = join(folder, 'build');
  mkdirSync(build);
  const sent = await copyContext(build);
  const dockerfile = readDockerfile();
  for (const command of buildCommands(dockerfile)) {
    const here = placed(command, dockerfile, folder);
    const ran = await run('sh', ['-c', here], { cwd: build, environment: buildEnvironment() });
    tell(report, `image: ${command.slice(0, 100)}`, ran.code === 0 ? [] : [lastWords(ran)]);
    if (ran.code !== 0) {
      remove();
      return undefined;
    }
  }
  const places = Object.fromEntries(copiedPlaces(dockerfile).map(([from, to]) => [to, join(folder, from)]));
  const bytes = await sizeOf(places['/postbus'] ?? folder);
  const size = `image: ${(bytes / 1e6).toFixed(0)} MB beside Node, from ${sent} files`;
  tell(report, size, bytes > largest ? [`more than ${largest / 1e6} MB`] : []);
  return { folder, places, remove };
}

/** The commands of the build stage, without what a builder mounts for them. */
function buildCommands({ stages }: Dockerfile): string[] {
  const build = stages.find(({ name }) => name === 'build');
  const runs = build?.instructions.filter(({ name }) => name === 'RUN') ?? [];
  return runs.map(({ value }) => value.replaceAll(/--mount=\S+\s+/g, ''));
}

/** `COPY --from=build FROM TO` of the image's own folders, not of the programs of its system. */
function copiedPlaces(dockerfile: Dockerfile): (readonly [from: string, to: string])[] {
  return runtimeStage(dockerfile)
    .instructions.filter(({ name, value }) => name === 'COPY' && value.includes('--from=build'))
    .map(({ value }) => value.split(/\s+/).filter((word) => !word.startsWith('--')))
    .map(([from = '', to = '']) => [from, to] as const)
    .filter(([from]) => !from.startsWith('/usr/'));
}

/** Paths from the root of the build stage lie in `folder` here. */
function placed(command: string, dockerfile: Dockerfile, folder: string): string {
  return copiedPlaces(dockerfile).reduce(
    (text, [from]) => text.replaceAll(` ${from}`, ` ${join(folder, from)}`),
    command,
  );
}

/** The Node that runs this comes first, as that of the base image does. */
function buildEnvironment(): NodeJS.ProcessEnv {
  const { PATH = '', HOME, npm_config_cache: cache, NODE_EXTRA_CA_CERTS: authorities } = process.env;
  const npm = { npm_config_audit: 'false', npm_config_fund: 'false', npm_config_update_notifier: 'false' };
  return {
    ...npm,
    HOME,
    PATH: `${dirname(process.execPath)}:${PATH}`,
    ...(cache !== undefined && { npm_config_cache: cache }),
    // Behind some proxies nothing can be fetched without.
    ...(authorities !== undefined && { NODE_EXTRA_CA_CERTS: authorities }),
  };
}

async function sizeOf(folder: string): Promise<number> {
  const { stdout } = await run('du', ['-sk', folder]);
  return Number(/^\d+/.exec(stdout)?.[0] ?? Number.NaN) * 1024;
}
