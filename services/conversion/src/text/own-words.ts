/** What somebody wrote into a mail themselves: without what it quotes, and without their signature. RFC 3676 4.3, 4.5 */

/** Longer lines are words, whatever they begin with. */
const longestMark = 500;
const signatureMark = /^-- ?$/;
const originalMark =
  /^-{2,} ?(?:original message|ursprüngliche nachricht|message d'origine|mensaje original|messaggio originale|oorspronkelijk bericht|mensagem original) ?-{2,}$/i;
const ruleMark = /^(?:_{10,}|-{10,})$/;
/** Outlook repeats the header of what is answered. */
const fromField = /^\*?(?:from|von|de|da|van|od)\*?:/i;
const dateField = /^\*?(?:sent|date|gesendet|datum|envoyé|enviado|enviada|fecha|inviato|data|verzonden|wysłano)\*?:/i;
const attributionStart = /^(?:on|am|le|el|il|op|em|w dniu) /i;
const attributionWords = ['wrote', 'schrieb', 'a écrit', 'escribió', 'ha scritto', 'schreef', 'escreveu', 'napisał'];

/**
 * @param text of a mail; of one in HTML as text
 * @returns lines ended by LF. A mail that has nothing of its own but what it quotes, such as one sent on, gives that
 */
export function ownWords(text: string): string {
  const lines = text.split(/\r\n|\r|\n/);
  const end = lines.findIndex((line) => signatureMark.test(line));
  const written = end < 0 ? lines : lines.slice(0, end);
  const own = joined(withoutQuotes(written));
  return own === '' ? joined(written) : own;
}

function withoutQuotes(lines: readonly string[]): string[] {
  const own: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!.trim();
    if (line.startsWith('>')) continue;
    if (beginsOriginal(lines, at)) break;
    const attribution = linesOfAttribution(lines, at);
    if (attribution === 0) {
      own.push(lines[at]!);
      continue;
    }
    // What is quoted without marks, as HTML is, goes on to the end.
    if (!isBeforeMarked(lines, at + attribution)) break;
    at += attribution - 1;
  }
  return own;
}

function beginsOriginal(lines: readonly string[], at: number): boolean {
  const line = lines[at]!.trim();
  if (line.length > longestMark) return false;
  if (originalMark.test(line)) return true;
  const isRule = ruleMark.test(line);
  const from = isRule ? nextWritten(lines, at + 1) : at;
  return (
    fromField.test(lines[from]?.trim() ?? '') && [1, 2, 3].some((next) => dateField.test(trimmed(lines, from + next)))
  );
}

/** "On Monday, Ann wrote:", which may be folded. @returns how many lines it has; 0 where there is none */
function linesOfAttribution(lines: readonly string[], at: number): number {
  const first = lines[at]!.trim();
  if (first.length > longestMark || !attributionStart.test(first)) return 0;
  for (const count of [1, 2, 3]) {
    const whole = lines
      .slice(at, at + count)
      .join(' ')
      .trim();
    if (whole.length > longestMark) return 0;
    if (whole.endsWith(':') && attributionWords.some((word) => whole.includes(word))) return count;
  }
  return 0;
}

function isBeforeMarked(lines: readonly string[], at: number): boolean {
  return trimmed(lines, nextWritten(lines, at)).startsWith('>');
}

/** The next line that is not empty, of the next few. */
function nextWritten(lines: readonly string[], from: number): number {
  let at = from;
  while (at < from + 3 && at < lines.length && lines[at]!.trim() === '') at++;
  return at;
}

function trimmed(lines: readonly string[], at: number): string {
  return lines[at]?.slice(0, longestMark).trim() ?? '';
}

function joined(lines: readonly string[]): string {
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
