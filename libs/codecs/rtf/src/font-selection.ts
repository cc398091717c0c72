/** Which font text is in: one for each direction of writing. [MSFT-RTF] "Associated Character Properties" */
import type { FontTable, RtfFont } from './font-table.ts';

export interface FontSelection {
  /** \f; undefined for the default font of the document. */
  readonly font: RtfFont | undefined;
  /** \af, for text that runs from right to left. */
  readonly associated: RtfFont | undefined;
  readonly rightToLeft: boolean;
}

export const defaultSelection: FontSelection = { font: undefined, associated: undefined, rightToLeft: false };
/** A font that the font table lacks: its text is in the code page of the document. */
const unknownFont: RtfFont = { name: '', encoding: undefined, isSymbol: false };

/** The selection that the control word makes of `selection`; undefined where it is about something else. */
export function changedSelection(
  selection: FontSelection,
  word: string,
  parameter: number | undefined,
  fonts: FontTable,
): FontSelection | undefined {
  switch (word) {
    case 'f':
      return { ...selection, font: fonts.get(parameter ?? 0) ?? unknownFont };
    case 'af':
      return { ...selection, associated: fonts.get(parameter ?? 0) };
    case 'rtlch':
      return { ...selection, rightToLeft: true };
    case 'ltrch':
      return { ...selection, rightToLeft: false };
    case 'plain':
      return defaultSelection;
    default:
      return undefined;
  }
}

/** The font of text. Only an associated font that has a code page of its own counts: many writers name one at random. */
export function selectedFont(
  { font, associated, rightToLeft }: FontSelection,
  ofDocument: RtfFont | undefined,
): RtfFont | undefined {
  return rightToLeft && associated?.encoding !== undefined ? associated : (font ?? ofDocument);
}
