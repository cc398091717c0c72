/** Windows code pages and the MIME names of charsets: PidTagInternetCodepage, PidTagMessageCodepage. [MS-OXCMAIL] 2.1.3.2 */
import { resolveCharset } from './charset-label.ts';
import { codePages } from './code-page-table.ts';

const charsetOf = new Map<number, string>();
const codePageOf = new Map<string, number>();
for (const [codePage, charset] of codePages) {
  if (!charsetOf.has(codePage)) charsetOf.set(codePage, charset);
  if (!codePageOf.has(charset)) codePageOf.set(charset, codePage);
}

/** MIME name of the charset of a Windows code page, or undefined where mail has none for it. */
export function charsetOfCodePage(codePage: number): string | undefined {
  return charsetOf.get(codePage);
}

/** Windows code page of a charset label as mailers write it, or undefined for a charset without one. */
export function codePageOfCharset(label: string): number | undefined {
  const charset = resolveCharset(label);
  return charset === undefined ? undefined : codePageOf.get(charset);
}
