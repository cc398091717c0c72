/** Versions of the XML schema, each a namespace of its own. 3GPP TS 23.140 8.7, Annex L */

/** Those known here: of Release 5 and of Release 6, the last that has MM7. */
export const mm7Schemas = [
  'REL-5-MM7-1-0',
  'REL-5-MM7-1-1',
  'REL-5-MM7-1-2',
  'REL-5-MM7-1-3',
  'REL-5-MM7-1-4',
  'REL-5-MM7-1-5',
  'REL-6-MM7-1-0',
  'REL-6-MM7-1-1',
  'REL-6-MM7-1-2',
  'REL-6-MM7-1-3',
  'REL-6-MM7-1-4',
] as const;
export type Mm7Schema = (typeof mm7Schemas)[number];
export type Mm7Release = 5 | 6;

const base = 'http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/';

/** The name of the namespace of `schema`. */
export function mm7Namespace(schema: Mm7Schema): string {
  return base + schema;
}

/** Whether `namespace` is one of MM7, of a version known here or not. */
export function isMm7Namespace(namespace: string): boolean {
  return namespace.startsWith(base);
}

/** The version that `namespace` is of; undefined where it is none that is known here. */
export function mm7SchemaOf(namespace: string): Mm7Schema | undefined {
  return mm7Schemas.find((schema) => namespace === base + schema);
}

export function releaseOf(schema: Mm7Schema): Mm7Release {
  return schema.startsWith('REL-5') ? 5 : 6;
}

/** What stands in MM7Version unless told: the version of the specification that a gateway of that release has. */
export function mm7VersionOf(schema: Mm7Schema): string {
  return releaseOf(schema) === 5 ? '5.3.0' : '6.8.0';
}
