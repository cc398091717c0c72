/** The Helm chart rendered by helm, with each set of values that lies in its folder ci. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { lastWords, run } from './programs.ts';
import { type Report, tell } from './report.ts';

export const helmModule = 'helm.sh/helm/v4/cmd/helm@v4.3.1';
export const chartFolder = 'deploy/helm/postbus';
export const release = { name: 'pb', namespace: 'mail' } as const;

/** A Kubernetes object as far as the checks know it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [member: string]: unknown;
}

export interface Rendering {
  /** `everything` of ci/everything-values.yaml. */
  readonly values: string;
  readonly manifests: readonly Manifest[];
}

export function valueSets(): string[] {
  const ending = '-values.yaml';
  const files = readdirSync(join(chartFolder, 'ci')).filter((name) => name.endsWith(ending));
  return files.map((name) => name.slice(0, -ending.length)).toSorted();
}

/** Lints and renders each set; what fails is told and left out. */
export async function renderChart(helm: string, report: Report): Promise<Rendering[]> {
  const renderings: Rendering[] = [];
  for (const values of valueSets()) {
    const file = join(chartFolder, 'ci', `${values}-values.yaml`);
    const linted = await run(helm, ['lint', '--strict', '--quiet', chartFolder, '--values', file]);
    tell(report, `chart, ${values}: helm lint --strict`, linted.code === 0 ? [] : [lastWords(linted)]);
    const rendered = await template(helm, ['--values', file]);
    if (rendered.code === 0) renderings.push({ values, manifests: manifestsOf(rendered.stdout) });
    else report.fail(`chart, ${values}: helm template: ${lastWords(rendered)}`);
  }
  return renderings;
}

/** Values that do not go together, and the key that the chart names when it refuses them. */
const refused: readonly (readonly [settings: readonly string[], key: string])[] = [
  [['kafka.brokers=null'], 'kafka.brokers'],
  [['secrets.mongoUrl='], 'secrets.mongoUrl'],
  [['tls.existingSecret='], 'tls.existingSecret'],
  [['kafka.sasl.mechanism=plain', 'kafka.sasl.username=a', 'secrets.kafkaPassword=b'], 'kafka.tls.enabled'],
  [['kafka.sasl.mechanism=plain', 'kafka.tls.enabled=true', 'secrets.kafkaPassword=b'], 'kafka.sasl.username'],
  [['kafka.sasl.mechanism=plain', 'kafka.tls.enabled=true', 'kafka.sasl.username=a'], 'secrets.kafkaPassword'],
  [['kafka.tls.clientCertificate=true'], 'kafka.tls.existingSecret'],
  [['sync.tlsInFront=true'], 'networkPolicy.sync.from'],
  [['admin.http.enabled=true'], 'admin.http.host'],
  [
    [
      'smsDispatch.mm7.enabled=true',
      'tls.existingSecret=',
      'sync.tlsInFront=true',
      'networkPolicy.sync.from[0].podSelector.matchLabels.a=b',
    ],
    'tls.existingSecret',
  ],
  [['secrets.adminToken=short'], 'adminToken'],
  [['sync.ingress.enabled=true'], 'sync.ingress.hosts'],
  [['conversion.replicas=65'], 'kafka.partitions'],
  [['kafka.borkers=1'], 'borkers'],
  [['settings.mongo\\.url=1'], 'mongo.url'],
  [['settings.sync\\.drain=1h'], 'sync.drain'],
];

export async function checkRefusals(helm: string, report: Report): Promise<void> {
  const least = ['--values', join(chartFolder, 'ci', 'least-values.yaml')];
  for (const [settings, key] of refused) {
    const ran = await template(helm, [...least, ...settings.flatMap((setting) => ['--set', setting])]);
    const right = ran.code !== 0 && ran.stderr.includes(key);
    tell(report, `chart refuses ${settings.join(', ')} by naming ${key}`, right ? [] : [lastWords(ran)]);
  }
}

/** Packs it as it is given away, where links to files outside it are files. */
export async function packChart(helm: string, folder: string): Promise<{ readonly file: string } | Error> {
  const packed = await run(helm, ['package', chartFolder, '--destination', folder]);
  const file = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  return packed.code === 0 && file !== undefined ? { file: join(folder, file) } : new Error(lastWords(packed));
}

export function template(helm: string, parameters: readonly string[], chart = chartFolder) {
  return run(helm, ['template', release.name, chart, '--namespace', release.namespace, ...parameters]);
}

export function manifestsOf(text: string): Manifest[] {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => document.toJS() as Manifest | null).filter((manifest) => manifest !== null);
}
