/** docker-compose.yml: its schema, that its parts fit, and the settings of each process. */
import { readDockerfile, runtimeStage } from './check-image.ts';
import { type ComposeFile, checkByDocker, composePath, readCompose } from './compose.ts';
import { composeContainers, composeMistakes } from './compose-mistakes.ts';
import { environmentOf } from './dockerfile.ts';
import { type Report, tell } from './report.ts';
import { settingsMistakes } from './settings.ts';

/** @returns the file, where it could be read */
export async function checkCompose(report: Report): Promise<ComposeFile | undefined> {
  await checkByDocker(report);
  const file = await readCompose(report);
  if (file === undefined) return undefined;
  tell(report, `${composePath}: ${Object.keys(file.services).length} services fit each other`, composeMistakes(file));
  const image = environmentOf(runtimeStage(readDockerfile()));
  for (const container of composeContainers(file, image))
    tell(report, `settings of ${container.place}`, settingsMistakes(container));
  return file;
}
