/** The ANSI code page that Windows uses for a locale: what 8-bit strings of PidTagMessageLocaleId are in. [MS-LCID] 2.2 */

/** Primary languages, the low ten bits of a locale id, by their code page. The others have 1252. */
const languagesOf: Readonly<Record<number, readonly number[]>> = {
  874: [0x1e],
  932: [0x11],
  949: [0x12],
  950: [0x04],
  1250: [0x05, 0x0e, 0x15, 0x18, 0x1a, 0x1b, 0x1c, 0x24, 0x2e, 0x42],
  1251: [0x02, 0x19, 0x22, 0x23, 0x28, 0x2f, 0x3f, 0x40, 0x44, 0x50, 0x6d, 0x85],
  1253: [0x08],
  1254: [0x1f, 0x2c, 0x43],
  1255: [0x0d],
  1256: [0x01, 0x20, 0x29, 0x80, 0x8c],
  1257: [0x25, 0x26, 0x27],
  1258: [0x2a],
};

/** Locales whose script is not that of most of their language. */
const localesOf: Readonly<Record<number, readonly number[]>> = {
  936: [0x0004, 0x0804, 0x1004],
  1250: [0x141a],
  1251: [0x082c, 0x0843, 0x0c1a, 0x1c1a, 0x201a, 0x281a, 0x301a],
};

const byLanguage = inverted(languagesOf);
const byLocale = inverted(localesOf);

function inverted(lists: Readonly<Record<number, readonly number[]>>): ReadonlyMap<number, number> {
  return new Map(Object.entries(lists).flatMap(([page, ids]) => ids.map((id) => [id, Number(page)] as const)));
}

/** @param locale a locale id; the language alone decides where the locale is not a known exception */
export function codePageOfLocale(locale: number): number {
  return byLocale.get(locale & 0xffff) ?? byLanguage.get(locale & 0x3ff) ?? 1252;
}
