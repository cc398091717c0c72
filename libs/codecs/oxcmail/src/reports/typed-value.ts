/** `type; value`: how addresses, hosts and diagnostics stand in reports. RFC 3464 2.1.2, RFC 8098 3.1.1 */
export interface TypedValue {
  /** In lower case; empty where the sender left it out. */
  readonly type: string;
  readonly value: string;
}

/** Undefined for a field that is missing or empty. Comments at the end of a host's name are left out. */
export function typedValue(text: string | undefined): TypedValue | undefined {
  if (text === undefined || text === '') return undefined;
  const separator = text.indexOf(';');
  const type = text.slice(0, Math.max(separator, 0)).trim().toLowerCase();
  const value = text.slice(separator + 1).trim();
  if (value === '') return undefined;
  return { type, value: type === 'utf-8' ? unescaped(value) : value };
}

/** The name of a host, without what stands in brackets after it. RFC 3464 2.3.5 */
export function hostName(value: TypedValue | undefined): string | undefined {
  const name = value?.value.replace(/[\s(].*$/s, '');
  return name === '' ? undefined : name;
}

/** Characters written `\x{HEX}`. RFC 6533 3 */
function unescaped(value: string): string {
  return value.replace(/\\x\{([0-9A-Fa-f]{2,6})\}/g, (whole, hex: string) => {
    const scalar = Number.parseInt(hex, 16);
    return scalar <= 0x10_ffff ? String.fromCodePoint(scalar).toWellFormed() : whole;
  });
}
