/** docker-compose.yml as the Compose Specification reads it: checked against its schema, anchors and variables filled in. */
import { goProgram, found, lastWords, run } from './programs.ts';
import { type Report } from './report.ts';

export const composePath = 'docker-compose.yml';
const composeGo = 'github.com/compose-spec/compose-go/v2/cmd@v2.16.2';

export interface ComposeService {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile?: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly ComposeVolume[];
  readonly tmpfs?: readonly string[];
  readonly ports?: readonly { readonly host_ip?: string; readonly published?: string; readonly target: number }[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly networks?: Readonly<Record<string, unknown>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly deploy?: { readonly replicas?: number };
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly mem_limit?: string;
  readonly stop_grace_period?: string;
}

export interface ComposeVolume {
  readonly type: 'bind' | 'volume' | 'tmpfs';
  readonly source?: string;
  readonly target: string;
  readonly read_only?: boolean;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks?: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
}

/** Reads it by compose-go, the reader of Docker Compose; undefined where that cannot be built or finds a fault. */
export async function readCompose(report: Report): Promise<ComposeFile | undefined> {
  const program = await goProgram('cmd', composeGo);
  if (program instanceof Error) {
    report.skip(`${composePath}: its schema and its links; ${program.message}`);
    return undefined;
  }
  const read = await run(program, ['-format', 'json', composePath], { environment: withoutOurs(process.env) });
  if (read.code === 0) report.pass(`${composePath}: compose-go reads it`);
  else report.fail(`${composePath}: ${lastWords(read)}`);
  return read.code === 0 ? (JSON.parse(read.stdout) as ComposeFile) : undefined;
}

/** By the Compose of this machine, where it has one; needs no engine. */
export async function checkByDocker(report: Report): Promise<void> {
  const version = found('docker') === undefined ? undefined : await run('docker', ['compose', 'version']);
  if (version?.code !== 0) return report.skip(`${composePath}: docker compose config; Compose is not on this machine`);
  const read = await run('docker', ['compose', 'config', '--quiet']);
  if (read.code === 0) report.pass(`${composePath}: docker compose config`);
  else report.fail(`${composePath}: docker compose config: ${lastWords(read)}`);
}

/** Variables of whoever runs the checks must not fill in the file. */
function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('POSTBUS_')));
}
