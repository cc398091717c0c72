/** Options that say which settings and which server: `--config`, `--data`, `--admin`, and those of `start`. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Flag } from '@postbus/platform';

export interface PlaceOptions {
  readonly config?: string;
  readonly data?: string;
}

export interface AdminOptions extends PlaceOptions {
  readonly admin?: URL;
  readonly json?: true;
}

export function withPlace(command: Command): Command {
  return command
    .addOption(new Option('--data <dir>', 'folder of the data').env('POSTBUS_DATA'))
    .addOption(
      new Option('--config <file>', 'settings file, YAML or JSON (docs/configuration.md)').env('POSTBUS_CONFIG'),
    );
}

export function withAdmin(command: Command): Command {
  return withPlace(command)
    .addOption(
      new Option('--admin <url>', 'admin API of a server elsewhere; its token in POSTBUS_ADMIN_TOKEN')
        .env('POSTBUS_ADMIN')
        .argParser(httpUrl),
    )
    .option('--json', 'print JSON (docs/command.md)');
}

function httpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new InvalidArgumentError('http://host:port or https://host:port is expected.');
}

/** Flags of settings: what `start` calls them, the key, and what the help says. */
const settingFlags = [
  ['--only <services>', 'services', 'services to run, parted by commas: ingest, conversion, relay, sms-dispatch, sync'],
  ['--domain <domain>', 'domain', 'a domain that mail here is for'],
  ['--smtp <host:port>', 'ingest.relay', 'where mail from other hosts comes in'],
  ['--submission <host:port>', 'ingest.submission', 'where users submit mail, by STARTTLS'],
  ['--submissions <host:port>', 'ingest.submissions', 'where users submit mail, by TLS'],
  ['--lmtp <host:port>', 'ingest.lmtp', 'where an MTA delivers; unix:/path for a socket'],
  ['--http <host:port>', 'sync.http', 'where ActiveSync listens by HTTP'],
  ['--https <host:port>', 'sync.https', 'where ActiveSync listens by HTTPS'],
  ['--operations <host:port>', 'operations.listen', 'where /metrics, /healthz and /readyz listen'],
] as const;

export function withSettings(command: Command): Command {
  withPlace(command);
  for (const [flag, , description] of settingFlags) command.option(flag, description);
  return command.option(
    '--set <key=value>',
    'any other setting; may come several times',
    (pair: string, before: readonly string[]) => [...before, pair],
    [] as readonly string[],
  );
}

/** What the command line said, as flags of the configuration. */
export function flagsOf(options: Readonly<Record<string, unknown>>): Flag[] {
  const named = [['--data <dir>', 'data'] as const, ...settingFlags].flatMap(([flag, key]) => {
    const name = flag.slice(0, flag.indexOf(' '));
    const value = options[name.slice(2)];
    return typeof value === 'string' ? [{ key, name, value }] : [];
  });
  const pairs = (options['set'] ?? []) as readonly string[];
  return [...named, ...pairs.map(settingOf)];
}

function settingOf(pair: string): Flag {
  const equals = pair.indexOf('=');
  return equals === -1
    ? { key: pair, name: '--set', value: '' }
    : { key: pair.slice(0, equals), name: '--set', value: pair.slice(equals + 1) };
}
