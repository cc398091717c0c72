/** All settings, checked at the start: a mistake names the key, where it came from and what was expected. */
import type { z } from 'zod';
import { ConfigurationError, type ConfigurationMistake } from './configuration-error.ts';
import { type PlacedSetting, type Section, settingsOf, variableOf } from './setting.ts';
import { type Flag, type SettingsFile, type Written, fromEnvironment, readSettingsFile } from './sources.ts';

export interface ConfigurationSources {
  /** Path of a file in YAML or JSON. */
  readonly file?: string;
  /** Variables `POSTBUS_*`. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly flags?: readonly Flag[];
}

/**
 * The settings of `schema` from file, variables and flags; what is named later wins.
 * @throws {ConfigurationError} `no-such-file`, `not-yaml`, or `wrong-settings` with every mistake there is
 */
export function loadConfiguration<Schema extends Section>(
  schema: Schema,
  sources: ConfigurationSources,
): z.output<Schema> {
  const settings = settingsOf(schema);
  const file = sources.file === undefined ? undefined : readSettingsFile(sources.file, sectionsOf(settings));
  const mistakes = [...unknownKeys(settings, file, sources.flags ?? [])];
  const values: Record<string, unknown> = {};
  for (const setting of settings) {
    const written = find(setting, file, sources);
    const result = read(setting.schema, written?.value);
    if (result.success) place(values, setting.path, result.data);
    else mistakes.push(mistake(setting, written));
  }
  if (mistakes.length > 0) throw new ConfigurationError('wrong-settings', 'The settings are not right:', mistakes);
  return values as z.output<Schema>;
}

/** Variables `POSTBUS_*` that no setting has: spelling mistakes, or another program's. Told in the log at the start. */
export function unknownVariables(schema: Section, environment: NodeJS.ProcessEnv): string[] {
  const known = new Set(settingsOf(schema).map(({ path }) => variableOf(path)));
  return Object.keys(environment).filter((name) => name.startsWith('POSTBUS_') && !known.has(name));
}

/** Text of a variable or flag is also tried as the number, truth value or list that it writes. */
function read(schema: z.ZodType, value: unknown): z.ZodSafeParseResult<unknown> {
  const result = schema.safeParse(value);
  if (result.success || typeof value !== 'string') return result;
  try {
    return schema.safeParse(JSON.parse(value));
  } catch {
    return result;
  }
}

function find(
  { path }: PlacedSetting,
  file: SettingsFile | undefined,
  { environment = {}, flags = [] }: ConfigurationSources,
): Written | undefined {
  const key = path.join('.');
  const flag = flags.findLast((candidate) => candidate.key === key);
  if (flag !== undefined) return { value: flag.value, source: flag.name };
  return fromEnvironment(path, environment) ?? file?.values.get(key);
}

function mistake({ path, metadata }: PlacedSetting, written: Written | undefined): ConfigurationMistake {
  return {
    key: path.join('.'),
    source: written?.source ?? `set ${variableOf(path)} or the key in the file`,
    expected: metadata.expected,
    found: written === undefined || metadata.secret ? undefined : JSON.stringify(written.value),
  };
}

function* unknownKeys(
  settings: readonly PlacedSetting[],
  file: SettingsFile | undefined,
  flags: readonly Flag[],
): Iterable<ConfigurationMistake> {
  const keys = settings.map(({ path }) => path.join('.'));
  const known = new Set(keys);
  const written = [
    ...(file?.values ?? []),
    ...flags.map(({ key, name }) => [key, { value: undefined, source: name }] as const),
  ];
  for (const [key, { source }] of written) {
    if (!known.has(key)) yield { key, source, expected: `a key that exists${likely(key, keys)}`, found: undefined };
  }
}

/** What may have been meant: the key that ends alike, or begins alike. */
function likely(key: string, keys: readonly string[]): string {
  const name = key.split('.').at(-1)?.toLowerCase() ?? '';
  const meant = keys.find((candidate) => candidate.split('.').at(-1)?.toLowerCase() === name);
  return meant === undefined ? '' : `; ${meant} may be meant`;
}

function sectionsOf(settings: readonly PlacedSetting[]): Set<string> {
  const sections = new Set<string>();
  for (const { path } of settings) {
    for (let depth = 1; depth < path.length; depth++) sections.add(path.slice(0, depth).join('.'));
  }
  return sections;
}

function place(values: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let at = values;
  for (const name of path.slice(0, -1)) {
    at[name] ??= {};
    at = at[name] as Record<string, unknown>;
  }
  at[path.at(-1)!] = value;
}
