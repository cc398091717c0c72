/** Text of format=flowed. RFC 3676 4 */

/** A paragraph and how deep it is quoted. */
export interface FlowedParagraph {
  readonly quoteDepth: number;
  readonly text: string;
}

/** The line that divides the signature from the text never flows. RFC 3676 4.3 */
const signatureSeparator = '-- ';

/**
 * The paragraphs of `text`: lines that end in a blank joined with the next of the same quote depth, stuffing undone.
 * @param options.delSp whether the blank that makes a line flow is dropped on joining. RFC 3676 4.1
 */
export function flowedParagraphs(text: string, options: { delSp: boolean }): FlowedParagraph[] {
  const paragraphs: FlowedParagraph[] = [];
  let open: { quoteDepth: number; pieces: string[] } | undefined;
  const close = (): void => {
    if (open !== undefined) paragraphs.push({ quoteDepth: open.quoteDepth, text: open.pieces.join('') });
    open = undefined;
  };
  for (const line of text.split(/\r?\n/)) {
    const quoteDepth = /^>*/.exec(line)![0].length;
    const content = line.slice(quoteDepth).replace(/^ /, '');
    if (open !== undefined && (open.quoteDepth !== quoteDepth || content === signatureSeparator)) close();
    const flows = content.endsWith(' ') && content !== signatureSeparator;
    open ??= { quoteDepth, pieces: [] };
    open.pieces.push(flows && options.delSp ? content.slice(0, -1) : content);
    if (!flows) close();
  }
  close();
  return paragraphs;
}

/** `text` of format=flowed as plain text with one line a paragraph, quotes marked with `> `. RFC 3676 4 */
export function decodeFlowed(text: string, options: { delSp: boolean }): string {
  return flowedParagraphs(text, options)
    .map(({ quoteDepth, text: line }) => (quoteDepth === 0 ? line : `${'>'.repeat(quoteDepth)} ${line}`))
    .join('\r\n');
}
