/** The Helm chart: linted, rendered with each set of values, and what it renders looked at from all sides. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Rendering,
  chartFolder,
  checkRefusals,
  helmModule,
  manifestsOf,
  packChart,
  renderChart,
  template,
} from './chart.ts';
import { readDockerfile, runtimeStage } from './check-image.ts';
import { environmentOf } from './dockerfile.ts';
import { schemaMistakes, typeMistakes } from './kubernetes-models.ts';
import { manifestMistakes } from './manifest-mistakes.ts';
import { serviceContainer, workloadsOf } from './pods.ts';
import { found, goProgram, lastWords } from './programs.ts';
import { type Report, tell } from './report.ts';
import { settingsMistakes } from './settings.ts';

export async function checkChart(report: Report): Promise<void> {
  const helm = found('helm') ?? (await goProgram('helm', helmModule));
  if (helm instanceof Error) return report.skip(`chart: all of it; ${helm.message}`);
  const renderings = await renderChart(helm, report);
  for (const rendering of renderings) await checkRendering(rendering, report);
  await checkRefusals(helm, report);
  await checkPackage(helm, renderings, report);
}

async function checkRendering({ values, manifests }: Rendering, report: Report): Promise<void> {
  const what = (looked: string): string => `chart, ${values}: ${manifests.length} manifests ${looked}`;
  const schema = await Promise.all(manifests.map(schemaMistakes));
  tell(report, what('against the schemas of Kubernetes'), schema.flat());
  tell(report, what('against its types, no member unknown'), await typeMistakes(manifests));
  tell(report, what('fit each other'), manifestMistakes(manifests));
  const image = environmentOf(runtimeStage(readDockerfile()));
  for (const workload of workloadsOf(manifests)) {
    const container = serviceContainer(workload, manifests, image);
    tell(report, `chart, ${values}: settings of ${workload.manifest.metadata.name}`, settingsMistakes(container));
  }
}

/** The package holds rules and dashboards as files, and renders the same as the folder. */
async function checkPackage(helm: string, renderings: readonly Rendering[], report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'postbus-chart-'));
  try {
    const packed = await packChart(helm, folder);
    if (packed instanceof Error) return report.fail(`chart: helm package: ${packed.message}`);
    const rendered = await template(helm, ['--values', join(chartFolder, 'ci', 'everything-values.yaml')], packed.file);
    const expected = renderings.find(({ values }) => values === 'everything')?.manifests;
    const same = rendered.code === 0 && JSON.stringify(manifestsOf(rendered.stdout)) === JSON.stringify(expected);
    tell(report, 'chart: its package renders what the folder does', same ? [] : [lastWords(rendered).slice(-400)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
