/** Folding of header fields at blanks. RFC 5322 2.1.1, 2.2.3, RFC 6532 3.4 */
import { utf8Bytes } from '@postbus/bytes';

const wantedLength = 78;
/** RFC 5322 2.1.1: no line may be longer, its line end not counted; octets, where it is UTF-8. */
const longestLine = 998;
const ascii = /^[\x20-\x7e\t]*$/;

/** `name: value` in lines of 78 characters where blanks allow it; a word over 998 octets is cut. */
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

/** Words, each with the blanks before it; a line so begun is a continuation. Only blanks and tabs fold. */
function words(value: string): string[] {
  let end = value.length;
  while (end > 0 && isBlank(value[end - 1]!)) end--;
  return ` ${value.slice(0, end)}`.match(/[ \t]+[^ \t]+/g) ?? [' '];
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t';
}

function cut(line: string): string[] {
  if (line.length * 3 <= longestLine || (line.length <= longestLine && ascii.test(line))) return [line];
  if (ascii.test(line)) return cutAscii(line);
  const pieces: string[] = [];
  let piece = '';
  let room = longestLine;
  for (const character of line) {
    const octets = utf8Bytes(character).length;
    if (octets > room) {
      pieces.push(piece);
      piece = ' ';
      room = longestLine - 1;
    }
    piece += character;
    room -= octets;
  }
  return [...pieces, piece];
}

function cutAscii(line: string): string[] {
  const pieces = [line.slice(0, longestLine)];
  for (let at = longestLine; at < line.length; at += longestLine - 1)
    pieces.push(` ${line.slice(at, at + longestLine - 1)}`);
  return pieces;
}
