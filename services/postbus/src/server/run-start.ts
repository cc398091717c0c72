/** `postbus start`: runs until SIGTERM or SIGINT. */
import { resolve } from 'node:path';
import { shutdownOnSignal, unknownVariables } from '@postbus/platform';
import { type Output, paletteFor } from '../terminal/palette.ts';
import { type Configuration, configuration } from './configuration.ts';
import { serverLog } from './server-log.ts';
import { startServer } from './start-server.ts';
import { welcomeText } from './welcome.ts';

export interface StartRequest {
  readonly settings: Configuration;
  readonly version: string;
  /** Whether one line of JSON is printed instead of the table. */
  readonly json: boolean;
}

/** Variables that are no settings and are known nevertheless. */
const otherVariables: ReadonlySet<string> = new Set(['POSTBUS_CONFIG', 'POSTBUS_ADMIN']);

/** @throws what `startServer` throws */
export async function runStart({ settings, version, json }: StartRequest, output: Output): Promise<void> {
  const log = serverLog(settings.log);
  const strangers = unknownVariables(configuration, process.env).filter((name) => !otherVariables.has(name));
  if (strangers.length > 0) log.warn({ variables: strangers }, 'no settings have these variables');
  const server = await startServer({ settings, version, log, environment: process.env });
  process.once('uncaughtException', (error) => {
    log.error({ error }, 'a fault that nothing caught; the process ends, and loses nothing that was accepted');
    process.exit(1);
  });
  shutdownOnSignal(server.shutdown, (code) => process.exit(code));
  const { listening } = server;
  log.info({ listening }, 'running');
  if (json) {
    output.write(`${JSON.stringify({ version, pid: process.pid, data: resolve(settings.data), listening })}\n`);
    return;
  }
  const { accounts } = await server.administration.listAccounts({ limit: 1 });
  const welcome = {
    version,
    data: resolve(settings.data),
    listening,
    selfSigned: settings.tls.certificate === undefined,
    next: accounts.length > 0 ? undefined : firstAccount(settings),
  };
  output.write(welcomeText(welcome, paletteFor(output, process.env)));
}

/** The command that adds a first account to this server. */
function firstAccount({ data, domain = 'example.org' }: Configuration): string {
  const place = data === 'data' ? '' : ` --data ${data}`;
  return `postbus account add you@${domain}${place}`;
}
