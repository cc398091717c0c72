/** That what the image holds runs: its own command, and each of the compose file's, healthy by its own check. */
import { chownSync } from 'node:fs';
import { healthCheckOf, readDockerfile, runtimeStage } from './check-image.ts';
import { checkRunCluster } from './check-run-cluster.ts';
import type { ComposeFile } from './compose.ts';
import { environmentOf, execForm, valueOf } from './dockerfile.ts';
import { ImageProcess, asImageUser, imageUser, onFreePorts, postbus } from './image-process.ts';
import { type ImageTree, makeImageTree } from './image-tree.ts';
import { type Report, tell } from './report.ts';

/** Milliseconds of `docker stop` unless told. */
const dockerPatience = 10_000;

/** @param compose undefined where it could not be read */
export async function checkRun(compose: ComposeFile | undefined, report: Report): Promise<void> {
  const tree = await makeImageTree(report);
  if (tree === undefined) return;
  try {
    if (!asImageUser) report.skip('image: its own user; only root may become another');
    await checkOwnCommand(tree, report);
    if (compose !== undefined) await checkRunCluster(compose, tree, report);
  } finally {
    tree.remove();
  }
}

/** `docker run`: all services in one process, over a volume. */
async function checkOwnCommand(tree: ImageTree, report: Report): Promise<void> {
  const stage = runtimeStage(readDockerfile());
  const command = execForm(valueOf(stage, 'CMD')) ?? [];
  const data = tree.places['/data'] ?? tree.folder;
  if (asImageUser) chownSync(data, imageUser, imageUser);
  const environment = { ...(await onFreePorts(environmentOf(stage))), POSTBUS_DATA: data };
  await checkProcess(`image: ${command.join(' ')}`, report, dockerPatience, async (healthy) => {
    const started = await ImageProcess.start(tree, { command, environment, healthCheck: healthCheckOf(stage) });
    healthy();
    const added = await started.exec(
      [...postbus, 'account', 'add', 'ann@example.org', '--password-stdin'],
      'a password\n',
    );
    tell(report, 'image: postbus account add, beside it', added.code === 0 ? [] : [added.stderr]);
    return started;
  });
}

/** Starts a process, lets it work, and ends it with SIGTERM within `patience` milliseconds; tells of each. */
async function checkProcess(
  what: string,
  report: Report,
  patience: number,
  work: (healthy: () => void) => Promise<ImageProcess>,
): Promise<void> {
  try {
    const started = await work(() => report.pass(`${what}: healthy by its own check`));
    const code = await started.stop(patience);
    tell(report, `${what}: ends with 0 at SIGTERM`, code === 0 ? [] : [`${code}: ${started.output.slice(-600)}`]);
    tell(report, `${what}: no error in its log`, started.errors);
  } catch (error) {
    report.fail(`${what}: ${(error as Error).message}`);
  }
}
