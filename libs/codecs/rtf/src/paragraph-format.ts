/** How paragraphs stand. [MSFT-RTF] "Paragraph Formatting Properties" */

export interface ParagraphFormat {
  readonly alignment: 'left' | 'right' | 'center' | 'justify' | undefined;
  readonly rightToLeft: boolean;
  /** In twentieths of a point. */
  readonly leftIndent: number;
  readonly rightIndent: number;
  readonly firstLineIndent: number;
  readonly spaceBefore: number;
  readonly spaceAfter: number;
  /** Tables around the paragraph. */
  readonly tableDepth: number;
  /** \ls: number of the list, 0 for none. */
  readonly list: number;
  readonly listLevel: number;
}

export const plainParagraph: ParagraphFormat = {
  alignment: undefined,
  rightToLeft: false,
  leftIndent: 0,
  rightIndent: 0,
  firstLineIndent: 0,
  spaceBefore: 0,
  spaceAfter: 0,
  tableDepth: 0,
  list: 0,
  listLevel: 0,
};

/** Tables inside one another. Stops documents that nest tables without end: deeper ones are read as this deep. */
const mostTables = 8;
const mostListLevels = 8;
const mostTwips = 22 * 1440;

/** The format that the control word makes of `format`; the same one where it is about something else. */
export function changedParagraph(
  format: ParagraphFormat,
  word: string,
  parameter: number | undefined,
): ParagraphFormat {
  switch (word) {
    case 'pard':
      return plainParagraph;
    case 'ql':
      return { ...format, alignment: 'left' };
    case 'qr':
      return { ...format, alignment: 'right' };
    case 'qc':
      return { ...format, alignment: 'center' };
    case 'qj':
      return { ...format, alignment: 'justify' };
    case 'rtlpar':
      return { ...format, rightToLeft: true };
    case 'ltrpar':
      return { ...format, rightToLeft: false };
    case 'li':
    case 'lin':
      return { ...format, leftIndent: twips(parameter) };
    case 'ri':
    case 'rin':
      return { ...format, rightIndent: twips(parameter) };
    case 'fi':
      return { ...format, firstLineIndent: twips(parameter) };
    case 'sb':
      return { ...format, spaceBefore: twips(parameter) };
    case 'sa':
      return { ...format, spaceAfter: twips(parameter) };
    case 'intbl':
      return { ...format, tableDepth: Math.max(format.tableDepth, 1) };
    case 'itap':
      return { ...format, tableDepth: Math.min(Math.max(parameter ?? 1, 0), mostTables) };
    case 'ls':
      return { ...format, list: parameter ?? 0 };
    case 'ilvl':
      return { ...format, listLevel: Math.min(Math.max(parameter ?? 0, 0), mostListLevels) };
    default:
      return format;
  }
}

function twips(parameter = 0): number {
  return Math.min(Math.max(parameter, -mostTwips), mostTwips);
}

/** Attributes of the paragraph's tag. `inList`: the list indents, so that the paragraph need not. */
export function paragraphAttributes(format: ParagraphFormat, inList = false): string {
  const { alignment, rightToLeft, leftIndent, rightIndent, firstLineIndent, spaceBefore, spaceAfter } = format;
  const sides = [spaceBefore, rightIndent, spaceAfter, inList ? 0 : leftIndent];
  let style = sides.every((side) => side === 0) ? 'margin:0' : `margin:${sides.map(points).join(' ')}`;
  if (firstLineIndent !== 0 && !inList) style += `;text-indent:${points(firstLineIndent)}`;
  if (alignment !== undefined && alignment !== (rightToLeft ? 'right' : 'left')) style += `;text-align:${alignment}`;
  return `${rightToLeft ? ' dir="rtl"' : ''} style="${style}"`;
}

export function points(twentieths: number): string {
  return twentieths === 0 ? '0' : `${twentieths / 20}pt`;
}
