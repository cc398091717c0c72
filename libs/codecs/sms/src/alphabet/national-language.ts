/** National languages by their identifiers, the same for locking and single shift tables. 3GPP TS 23.038 6.2.1.2.4 */
export const NationalLanguage = {
  Turkish: 1,
  Spanish: 2,
  Portuguese: 3,
  Bengali: 4,
  Gujarati: 5,
  Hindi: 6,
  Kannada: 7,
  Malayalam: 8,
  Oriya: 9,
  Punjabi: 10,
  Tamil: 11,
  Telugu: 12,
  Urdu: 13,
} as const;
export type NationalLanguage = (typeof NationalLanguage)[keyof typeof NationalLanguage];

const languages: ReadonlySet<number> = new Set(Object.values(NationalLanguage));

/** Whether `id` is the identifier of a language that Annex A has a table for. */
export function isNationalLanguage(id: number): id is NationalLanguage {
  return languages.has(id);
}

/** The national tables that a text is written with; absent means the default table. 3GPP TS 23.038 6.2.1.2 */
export interface Shifts {
  readonly locking?: NationalLanguage | undefined;
  readonly single?: NationalLanguage | undefined;
}
