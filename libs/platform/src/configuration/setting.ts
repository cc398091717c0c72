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
    return [{ path: place, schema: member, metadata: settings.get(member) ?? plainMetadata(member) }];
  });
}

/** The variable of a setting: `POSTBUS_INGEST_MAX_SIZE`. */
export function variableOf(path: readonly string[]): string {
  return ['postbus', ...path].map((name) => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase()).join('_');
}

/** Of a member that is a zod schema of its own: what zod knows of it. */
function plainMetadata(member: z.ZodType): SettingMetadata {
  const absent = member.safeParse(undefined);
  const hasDefault = absent.success && absent.data !== undefined;
  return {
    description: member.meta()?.description ?? '',
    expected: inWords(z.toJSONSchema(member, { io: 'input', unrepresentable: 'any' })),
    default: hasDefault ? written(absent.data) : undefined,
    required: !absent.success,
    secret: false,
  };
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function inWords({ type, enum: values, minimum, maximum }: z.core.JSONSchema.BaseSchema): string {
  if (values !== undefined) return values.join(' or ');
  const least = minimum === undefined ? '' : `, at least ${minimum}`;
  const most = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? '' : `, at most ${maximum}`;
  return `${String(type ?? 'a value')}${least}${most}`;
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
