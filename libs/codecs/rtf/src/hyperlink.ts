/** Links of HYPERLINK fields. [MSFT-RTF] "Fields" */

const safeScheme = /^(?:https?|mailto|tel|cid|ftp):[^\s]/i;
const quoted = /^\s*HYPERLINK\s(?:[^"]*?\s)??"([^"]*)"/i;
const bare = /^\s*HYPERLINK\s+([^\s"\\]\S*)/i;
/** \l names a place inside the document, so that what follows in quotes is no address. */
const placeFirst = /^\s*HYPERLINK\s+\\l\s/i;
const longestUrl = 4096;

/** Target of a field instruction, or undefined where it is no link, or one that no mail should have. */
export function linkOfInstruction(instruction: string): string | undefined {
  if (placeFirst.test(instruction)) return undefined;
  const url = quoted.exec(instruction)?.[1] ?? bare.exec(instruction)?.[1];
  return url === undefined ? undefined : safeUrl(url);
}

/** `url` where its scheme is one that runs nothing: http, https, mailto, tel, cid, ftp. */
export function safeUrl(url: string): string | undefined {
  const trimmed = url.replace(/[\u0000-\u0020\u007f]+/g, '');
  return safeScheme.test(trimmed) && trimmed.length <= longestUrl ? trimmed : undefined;
}
