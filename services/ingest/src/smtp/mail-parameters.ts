/** Parameters of MAIL: SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8 (RFC 6531), RET and ENVID (RFC 3461), AUTH (RFC 4954) */
import { type ParameterTable, readParameters } from './parameters.ts';
import { decodeXtext } from './xtext.ts';

export interface MailParameters {
  /** Bytes that the client means to send. */
  readonly size?: number;
  readonly body?: '7BIT' | '8BITMIME';
  readonly smtpUtf8?: true;
  readonly ret?: 'FULL' | 'HDRS';
  /** xtext, as it came. */
  readonly envid?: string;
}

const longestEnvid = 100;
const nothing: MailParameters = {};

const table: ParameterTable<MailParameters> = new Map<
  string,
  (value: string | undefined) => MailParameters | undefined
>([
  ['SIZE', (value) => (value !== undefined && /^\d{1,20}$/.test(value) ? { size: Number(value) } : undefined)],
  ['BODY', (value) => oneOf(['7BIT', '8BITMIME'] as const, value, (body) => ({ body }))],
  ['SMTPUTF8', (value) => (value === undefined ? { smtpUtf8: true } : undefined)],
  ['RET', (value) => oneOf(['FULL', 'HDRS'] as const, value, (ret) => ({ ret }))],
  ['ENVID', envid],
  // What it says is trusted from no one and so goes no further. RFC 4954 5
  [
    'AUTH',
    (value) => (value !== undefined && (value === '<>' || decodeXtext(value) !== undefined) ? nothing : undefined),
  ],
]);

/** @throws {SmtpRefusal} 501 or 555 */
export function readMailParameters(text: string): MailParameters {
  return readParameters(text, table);
}

function envid(value: string | undefined): MailParameters | undefined {
  if (value === undefined || value.length > longestEnvid || decodeXtext(value) === undefined) return undefined;
  return { envid: value };
}

function oneOf<Word extends string>(
  words: readonly Word[],
  value: string | undefined,
  said: (word: Word) => MailParameters,
): MailParameters | undefined {
  const word = words.find((candidate) => candidate === value?.toUpperCase());
  return word === undefined ? undefined : said(word);
}
