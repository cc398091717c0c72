/** Folding of header fields at blanks. RFC 5322 2.1.1, 2.2.3 */
const wantedLength = 78;
/** RFC 5322 2.1.1: no line may be longer, its line end not counted. */
const longestLine = 998;

/** `name: value` in lines of 78 characters where blanks allow it; a word over 998 characters is cut. */
export function foldField(name: string, value: string): string {
  const lines: string[] = [];
  let line = `${name}:`;
  for (const word of words(value)) {
    if (line.length + word.length > wantedLength && line.trim() !== '' && line !== `${name}:`) {
      lines.push(line);
      line = word;
    } else line += word;
  }
  lines.push(line);
  return lines.flatMap(cut).join('\r\n');
}

/** Words, each with the blanks before it; a line so begun is a continuation. */
function words(value: string): string[] {
  return ` ${value.trimEnd()}`.match(/\s+\S+/g) ?? [' '];
}

function cut(line: string): string[] {
  if (line.length <= longestLine) return [line];
  const pieces = [line.slice(0, longestLine)];
  for (let at = longestLine; at < line.length; at += longestLine - 1)
    pieces.push(` ${line.slice(at, at + longestLine - 1)}`);
  return pieces;
}
