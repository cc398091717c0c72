/** Input as the audit log keeps it: bounded. */

/** Characters of a text. Stops input of any length from filling the disk. */
const longestText = 320;

export function auditedText(text: string): string {
  return text.slice(0, longestText);
}

/** How a subject is written, so that one thing has one name. */
export function auditedSubject(text: string): string {
  return auditedText(text.normalize('NFC').toLowerCase());
}

export function auditedValue(value: unknown): string | string[] {
  return Array.isArray(value) ? value.map((item) => auditedText(String(item))) : auditedText(String(value));
}
