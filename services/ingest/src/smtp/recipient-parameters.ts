/** Parameters of RCPT: NOTIFY and ORCPT. RFC 3461 4.1 and 4.2, RFC 6533 3 */
import { type ParameterTable, readParameters } from './parameters.ts';
import { decodeUnitext, decodeXtext } from './xtext.ts';

export type Notify = 'never' | 'success' | 'failure' | 'delay';

export interface RecipientParameters {
  readonly notify?: Notify[];
  /** `rfc822;address`, the address in xtext, as it came. */
  readonly orcpt?: string;
}

const longestOrcpt = 500;
const events: ReadonlySet<string> = new Set<Notify>(['success', 'failure', 'delay']);

const table: ParameterTable<RecipientParameters> = new Map([
  ['NOTIFY', notify],
  ['ORCPT', orcpt],
]);

/** @throws {SmtpRefusal} 501 or 555 */
export function readRecipientParameters(text: string): RecipientParameters {
  return readParameters(text, table);
}

function notify(value: string | undefined): RecipientParameters | undefined {
  const words = value?.toLowerCase().split(',') ?? [];
  if (words.length === 1 && words[0] === 'never') return { notify: ['never'] };
  const known = words.length > 0 && words.every((word) => events.has(word)) && new Set(words).size === words.length;
  return known ? { notify: words as Notify[] } : undefined;
}

function orcpt(value: string | undefined): RecipientParameters | undefined {
  if (value === undefined || value.length > longestOrcpt) return undefined;
  const semicolon = value.indexOf(';');
  const type = value.slice(0, semicolon);
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(type)) return undefined;
  const text = value.slice(semicolon + 1);
  const address = type.toLowerCase() === 'utf-8' ? decodeUnitext(text) : decodeXtext(text);
  return address === undefined || address === '' ? undefined : { orcpt: value };
}
