/** What Prometheus, the collector, Tempo and Grafana are told: read, and by their own programs where these are here. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { found, lastWords, run } from './programs.ts';
import { type Report, tell } from './report.ts';

interface CollectorConfiguration extends Readonly<Record<'receivers' | 'processors' | 'exporters', object>> {
  readonly extensions?: object;
  readonly service: {
    readonly extensions?: readonly string[];
    readonly pipelines: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  };
}

export async function checkTelemetry(report: Report): Promise<void> {
  const collector = 'deploy/otel-collector/config.yaml';
  tell(
    report,
    `${collector}: pipelines name what is there`,
    collectorMistakes(parse(text(collector)) as CollectorConfiguration),
  );
  await checkBy(report, 'otelcol', ['validate', `--config=${collector}`]);
  await checkBy(report, 'promtool', ['check', 'config', 'deploy/prometheus/prometheus.yaml']);
  tell(report, 'deploy/prometheus/prometheus.yaml: it loads rules', prometheusMistakes());
  tell(
    report,
    'deploy/tempo/tempo.yaml: it is read',
    parse(text('deploy/tempo/tempo.yaml')) === null ? ['it is empty'] : [],
  );
  tell(report, 'deploy/grafana: dashboards ask sources that are provisioned', grafanaMistakes());
}

/** Components of the pipelines that are not defined, and definitions that no pipeline uses. */
export function collectorMistakes({ service, ...components }: CollectorConfiguration): string[] {
  const pipelines = Object.values(service.pipelines);
  return (['receivers', 'processors', 'exporters'] as const).flatMap((kind) => {
    const defined = Object.keys(components[kind]);
    const used = pipelines.flatMap((pipeline) => pipeline[kind] ?? []);
    return [
      ...used.filter((name) => !defined.includes(name)).map((name) => `${kind}: there is no ${name}`),
      ...defined.filter((name) => !used.includes(name)).map((name) => `${kind}: no pipeline uses ${name}`),
    ];
  });
}

async function checkBy(report: Report, program: string, parameters: readonly string[]): Promise<void> {
  const what = `${program} ${parameters.join(' ')}`;
  if (found(program) === undefined) return report.skip(`${what}; it is not on this machine`);
  const ran = await run(program, parameters);
  tell(report, what, ran.code === 0 ? [] : [lastWords(ran)]);
}

function prometheusMistakes(): string[] {
  const { rule_files: files = [] } = parse(text('deploy/prometheus/prometheus.yaml')) as { rule_files?: string[] };
  const folders = files.map((pattern) => join('deploy/prometheus', pattern.replace(/\/[^/]*$/, '')));
  return folders
    .filter((folder) => !existsSync(folder) || readdirSync(folder).length === 0)
    .map((folder) => `there are no rules in ${folder}`);
}

interface Provisioned {
  readonly datasources: readonly { readonly uid: string }[];
}

function grafanaMistakes(): string[] {
  const folder = 'deploy/grafana/provisioning/datasources';
  const sources = readdirSync(folder).map((name) => parse(text(join(folder, name))) as Provisioned);
  const uids = new Set(sources.flatMap(({ datasources }) => datasources.map(({ uid }) => uid)));
  const dashboards = readdirSync('deploy/grafana/dashboards').filter((name) => name.endsWith('.json'));
  if (dashboards.length === 0) return ['there are no dashboards'];
  return dashboards.flatMap((name) => {
    const asked = text(join('deploy/grafana/dashboards', name)).matchAll(/"datasource":\s*\{[^}]*"uid":\s*"([^"]*)"/g);
    const unknown = new Set(
      [...asked].map(([, uid = '']) => uid).filter((uid) => !uid.startsWith('${') && !uids.has(uid)),
    );
    return [...unknown].filter((uid) => uid !== '-- Grafana --').map((uid) => `${name}: there is no source ${uid}`);
  });
}

function text(path: string): string {
  return readFileSync(path, 'utf8');
}
