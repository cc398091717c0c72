/** Messages of diagnostics channels, read by the names of their fields: `platform` knows no service's types. */
export type Message = Readonly<Record<string, unknown>>;

/** A number, boolean or text of `message`; an error by its code or class; undefined where there is none. */
export function fieldOf(message: Message, name: string): string | number | boolean | undefined {
  const value = message[name];
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value instanceof Error ? codeOf(value) : undefined;
}

export function numberOf(message: Message, name: string): number | undefined {
  const value = message[name];
  return typeof value === 'number' ? value : undefined;
}

export function textOf(message: Message, name: string): string | undefined {
  const value = message[name];
  return typeof value === 'string' ? value : undefined;
}

/** The stable code of an error of ours, else its class: never its text, which may tell contents. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** `process {topic}` with the fields of `message` in place. */
export function filledIn(template: string, message: Message): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(fieldOf(message, name) ?? ''));
}
