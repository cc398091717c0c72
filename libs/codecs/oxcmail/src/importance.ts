/** Importance and sensitivity, from and to their header fields. [MS-OXCMAIL] 2.2.3.2.5 */
import type { HeaderList } from '@postbus/mime';

export type Importance = 0 | 1 | 2;
export type Sensitivity = 0 | 1 | 2 | 3;

const byName = new Map<string, Importance>([
  ['low', 0],
  ['normal', 1],
  ['high', 2],
]);
/** In the order in which they count: Importance before all others. */
const fields: readonly (readonly [name: string, values: ReadonlyMap<string, Importance>])[] = [
  ['Importance', byName],
  [
    'Priority',
    new Map([
      ['non-urgent', 0],
      ['normal', 1],
      ['urgent', 2],
    ]),
  ],
  [
    'X-Priority',
    new Map([
      ['5', 0],
      ['4', 0],
      ['3', 1],
      ['2', 2],
      ['1', 2],
    ]),
  ],
  ['X-MSMail-Priority', byName],
];
const sensitivities = new Map<string, Sensitivity>([
  ['normal', 0],
  ['personal', 1],
  ['private', 2],
  ['company-confidential', 3],
]);

/** PidTagImportance; a field with a value that is not of its table is passed over. */
export function readImportance(headers: HeaderList): Importance {
  for (const [name, values] of fields) {
    const importance = values.get(word(headers, name));
    if (importance !== undefined) return importance;
  }
  return 1;
}

export function readSensitivity(headers: HeaderList): Sensitivity {
  return sensitivities.get(word(headers, 'Sensitivity')) ?? 0;
}

/** Fields that say `importance`; none for a normal one. [MS-OXCMAIL] 2.1.3.2.5 */
export function importanceFields(importance: number | undefined): string[] {
  if (importance === 0) return ['Importance: low', 'X-Priority: 5'];
  return importance === 2 ? ['Importance: high', 'X-Priority: 1'] : [];
}

/** [MS-OXCMAIL] 2.1.3.2 */
export function sensitivityFields(sensitivity: number | undefined): string[] {
  const names = [undefined, 'Personal', 'Private', 'Company-Confidential'];
  const name = names[sensitivity ?? 0];
  return name === undefined ? [] : [`Sensitivity: ${name}`];
}

/** The first word of a field: `1` of `1 (Highest)`. */
function word(headers: HeaderList, name: string): string {
  return (
    headers
      .first(name)
      ?.value.toLowerCase()
      .split(/[\s(;,]/, 1)[0] ?? ''
  );
}
