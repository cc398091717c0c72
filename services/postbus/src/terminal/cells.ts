/** Text in the cells of a terminal: how wide it is, cut to a width, and harmless whatever it holds. */

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Combining characters, variation selectors among them, and the zero width joiner. */
const noWidth = /^(?:\p{Mn}|\p{Me}|\u200d)$/u;
/** Controls, and what turns the direction of text: a message must not move the cursor or show one thing for another. */
const unsafe = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu;
const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0' };

/** `text` on one line with its controls as escapes: `\n`, `\u001b`. */
export function visible(text: string): string {
  return text.replace(
    unsafe,
    (character) => named[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Cells that `text` takes; it holds no controls. */
export function cellsOf(text: string): number {
  let cells = 0;
  for (const character of text) cells += cellsOfCharacter(character);
  return cells;
}

/** `text` in at most `width` cells; what was cut shows as an ellipsis. */
export function shortened(text: string, width: number): string {
  let cells = 0;
  let kept = 0;
  let end = 0;
  for (const character of text) {
    cells += cellsOfCharacter(character);
    if (cells > width) return `${text.slice(0, kept)}…`;
    end += character.length;
    if (cells <= width - 1) kept = end;
  }
  return text;
}

/** `text` with spaces after it up to `width` cells. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - cellsOf(text)));
}

function cellsOfCharacter(character: string): number {
  if (character < '\u0300') return 1;
  if (noWidth.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
