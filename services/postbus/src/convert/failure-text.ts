/** An error as a line for people: code, then what was wrong and where. */
import { PostbusError } from '@postbus/errors';
import { visible } from '../terminal/cells.ts';

const systemErrors: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  ENOSPC: 'no space left',
};

export function failureText(error: unknown): string {
  if (error instanceof PostbusError) return linesOf(error).map(visible).join('\n');
  if (!(error instanceof Error)) return visible(String(error));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return visible((code !== undefined && systemErrors[code]) || error.message);
}

/** One, but for mistakes in settings, of which each has its own. */
function linesOf(error: PostbusError): string[] {
  const text = `${error.code}: ${error.message}`;
  return 'mistakes' in error ? text.split('\n') : [text];
}
