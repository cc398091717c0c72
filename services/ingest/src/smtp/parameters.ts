/** Parameters behind the address of MAIL and RCPT. RFC 5321 4.1.2: esmtp-param = esmtp-keyword ["=" esmtp-value] */
import { replies } from './replies.ts';
import { SmtpRefusal } from './smtp-refusal.ts';

/** Checks the value (undefined where there is no `=`) and gives what it says; undefined refuses it. */
export type ParameterReader<Fields> = (value: string | undefined) => Fields | undefined;
export type ParameterTable<Fields> = ReadonlyMap<string, ParameterReader<Fields>>;

const parameterForm = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:=([^\s=]+))?$/u;

/**
 * Reads `text`, which begins with the space behind the closing bracket or is empty.
 *
 * @returns the fields of all parameters together
 * @throws {SmtpRefusal} 501 for one that is malformed or given twice, 555 for one that `table` does not know
 */
export function readParameters<Fields extends object>(text: string, table: ParameterTable<Fields>): Fields {
  const fields = {} as Fields;
  const trimmed = text.trimEnd();
  if (trimmed === '') return fields;
  if (!trimmed.startsWith(' ')) throw new SmtpRefusal(replies.badParameter);
  const seen = new Set<string>();
  for (const parameter of trimmed.trimStart().split(/ +/)) {
    const found = parameterForm.exec(parameter);
    if (found === null) throw new SmtpRefusal(replies.badParameter);
    const keyword = found[1]!.toUpperCase();
    const reader = table.get(keyword);
    if (reader === undefined) throw new SmtpRefusal(replies.unknownParameter);
    if (seen.has(keyword)) throw new SmtpRefusal(replies.repeatedParameter);
    seen.add(keyword);
    const said = reader(found[2]);
    if (said === undefined) throw new SmtpRefusal(replies.badParameter);
    Object.assign(fields, said);
  }
  return fields;
}
