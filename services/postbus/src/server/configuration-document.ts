/** docs/configuration.md, from the schema of the settings. */
import { describeConfiguration, type ConfigurationRow } from '@postbus/platform';
import { configuration } from './configuration.ts';

const introduction = `# Configuration

Settings come from a file (\`--config FILE\`, YAML or JSON), then from variables, then from flags of \`postbus start\`; what comes later wins. All are checked at the start: a mistake names the key, where it came from and what was expected. A setting without a default may be left out unless it says required.

\`--set KEY=VALUE\` sets any of them on the command line. Durations are written \`250ms\`, \`30s\`, \`1h30m\`, \`5d\`; sizes \`64KiB\`, \`30MB\`; lists in variables and flags are parted by commas. Where something listens, port 0 takes a free one.

This page is made by \`node tools/configuration-docs.ts\` from the schema.
`;

const titles: Readonly<Record<string, string>> = {
  '': 'The whole process',
  tls: 'The certificate',
  log: 'The log',
  operations: 'Metrics and health',
  admin: 'The admin API',
  retention: 'What is kept how long',
  kafka: 'Kafka, in mode cluster',
  mongo: 'MongoDB, in mode cluster',
  ingest: 'Mail in: SMTP and LMTP',
  conversion: 'Conversion',
  relay: 'Mail out',
  textMessages: 'Text messages',
  smsDispatch: 'Text messages out and in',
  sync: 'ActiveSync',
};

/** @returns the page, in Markdown */
export function configurationDocument(): string {
  const rows = describeConfiguration(configuration);
  const sections = Map.groupBy(rows, ({ key }) => (key.includes('.') ? key.slice(0, key.indexOf('.')) : ''));
  const parts = [...sections].map(([name, members]) => sectionText(titles[name] ?? name, members));
  return [introduction, ...parts].join('\n');
}

function sectionText(title: string, rows: readonly ConfigurationRow[]): string {
  const head = '| key | variable | what | default |\n|---|---|---|---|';
  return `## ${title}\n\n${head}\n${rows.map(rowText).join('\n')}\n`;
}

function rowText({ key, variable, type, description, default: written, required, secret }: ConfigurationRow): string {
  const kind = secret ? `${type}; secret` : type;
  const usual = written === undefined ? (required ? 'required' : '') : written === '' ? 'empty' : `\`${written}\``;
  return `| \`${key}\` | \`${variable}\` | ${cell(description)} (${cell(kind)}) | ${usual} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\.$/, '');
}
