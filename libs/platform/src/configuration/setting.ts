/**
 * Settings as one zod schema for each part, `section({maxSize: setting(size(), '30MB', 'Largest message')})`.
 * What the documentation and the mistakes tell of a setting is its zod metadata.
 */
import { z } from 'zod';
import type { Kind } from './kinds.ts';

/** Metadata of a setting. */
export interface SettingMetadata {
  readonly description: string;
  readonly expected: string;
  /** As it would be written; undefined where there is none. */
  readonly default: string | undefined;
  readonly required: boolean;
  readonly secret: boolean;
}

export type Setting<Value> = z.ZodType<Value>;
export type Section = z.ZodObject<Readonly<Record<string, z.ZodType>>>;

const settings = z.registry<SettingMetadata>();

export const section = z.object;

/** A setting that is `written` where nothing else is said. */
export function setting<Value>(kind: Kind<Value>, written: string, description: string): Setting<Value> {
  if (kind.read(written) === undefined) throw new TypeError(`"${written}" is not ${kind.expected}`);
  return described(readable(kind).prefault(written), kind, { description, default: written, required: false });
}

/** A setting without which nothing starts. */
export function required<Value>(kind: Kind<Value>, description: string): Setting<Value> {
  return described(readable(kind), kind, { description, default: undefined, required: true });
}

/** A setting that may be left out. */
export function optional<Value>(kind: Kind<Value>, description: string): Setting<Value | undefined> {
  return described(readable(kind).optional(), kind, { description, default: undefined, required: false });
}

/** A setting and its place: `ingest`, `maxSize`. */
export interface PlacedSetting {
  readonly path: readonly string[];
  readonly schema: z.ZodType;
  readonly metadata: SettingMetadata;
}

/** Every setting of `schema`, in the order of its writing. */
export function settingsOf(schema: Section, path: readonly string[] = []): PlacedSetting[] {
  return Object.entries(schema.shape).flatMap(([name, member]) => {
    const place = [...path, name];
    if (member instanceof z.ZodObject) return settingsOf(member, place);
    const metadata = settings.get(member);
    if (metadata === undefined)
      throw new TypeError(`${place.join('.')} was not made by setting(), required() or optional()`);
    return [{ path: place, schema: member, metadata }];
  });
}

/** The variable of a setting: `POSTBUS_INGEST_MAX_SIZE`. */
export function variableOf(path: readonly string[]): string {
  return ['postbus', ...path].map((name) => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase()).join('_');
}

function readable<Value>(kind: Kind<Value>) {
  return z.unknown().transform((written, context): Value => {
    const value = kind.read(written);
    if (value !== undefined) return value;
    context.addIssue(kind.expected);
    return z.NEVER;
  });
}

function described<Schema extends z.ZodType>(
  schema: Schema,
  kind: Kind<unknown>,
  metadata: Omit<SettingMetadata, 'expected' | 'secret'>,
): Schema {
  settings.add(schema, { ...metadata, expected: kind.expected, secret: kind.secret === true });
  return schema;
}
