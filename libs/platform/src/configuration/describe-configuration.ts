/** The settings as rows for the documentation. */
import { type Section, settingsOf, variableOf } from './setting.ts';

export interface ConfigurationRow {
  /** Of the file: `ingest.maxSize` */
  readonly key: string;
  /** `POSTBUS_INGEST_MAX_SIZE` */
  readonly variable: string;
  /** `a size such as 64KiB, 30MB or 1GiB` */
  readonly type: string;
  /** As written; undefined where there is none. */
  readonly default: string | undefined;
  readonly required: boolean;
  readonly secret: boolean;
  readonly description: string;
}

/** Every setting of `schema`, in the order of its writing. */
export function describeConfiguration(schema: Section): ConfigurationRow[] {
  return settingsOf(schema).map(({ path, metadata: { expected, ...rest } }) => ({
    key: path.join('.'),
    variable: variableOf(path),
    type: expected,
    ...rest,
  }));
}
