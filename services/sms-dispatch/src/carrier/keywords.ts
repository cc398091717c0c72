/** Words by which people say that they want no more messages from a number, or want them again. */

export const languages = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'tr'] as const;
export type KeywordLanguage = (typeof languages)[number];

/** The first of each are those that carriers ask for. */
const stops: Readonly<Record<KeywordLanguage, readonly string[]>> = {
  en: ['STOP', 'STOPALL', 'STOP ALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'OPTOUT', 'OPT OUT', 'REVOKE'],
  de: ['STOP', 'STOPP', 'ABMELDEN', 'ENDE', 'ABBESTELLEN'],
  fr: ['STOP', 'ARRET', 'ARRÊT', 'DESABONNER', 'DÉSABONNER'],
  es: ['STOP', 'ALTO', 'BAJA', 'CANCELAR', 'PARAR'],
  it: ['STOP', 'FERMA', 'CANCELLA', 'ANNULLA'],
  nl: ['STOP', 'STOPPEN', 'AFMELDEN'],
  pt: ['STOP', 'PARAR', 'SAIR', 'CANCELAR'],
  pl: ['STOP', 'ANULUJ', 'WYPISZ'],
  tr: ['STOP', 'DUR', 'IPTAL', 'İPTAL', 'RET'],
};
const starts: Readonly<Record<KeywordLanguage, readonly string[]>> = {
  en: ['START', 'UNSTOP', 'YES', 'OPTIN', 'OPT IN'],
  de: ['START', 'ANMELDEN'],
  fr: ['START', 'DEBUT', 'DÉBUT', 'REPRENDRE'],
  es: ['START', 'INICIAR', 'ALTA', 'REANUDAR'],
  it: ['START', 'INIZIA', 'RIPRENDI'],
  nl: ['START', 'AANMELDEN'],
  pt: ['START', 'INICIAR', 'VOLTAR'],
  pl: ['START', 'WZNOW', 'WZNÓW'],
  tr: ['START', 'BASLA', 'BAŞLA'],
};

export interface KeywordOptions {
  readonly keywords: readonly KeywordLanguage[];
  readonly stopWords: readonly string[];
  readonly startWords: readonly string[];
}

/** Longer texts say more than a word. */
const longest = 64;

export class Keywords {
  readonly #stops: ReadonlySet<string>;
  readonly #starts: ReadonlySet<string>;

  constructor({ keywords, stopWords, startWords }: KeywordOptions) {
    const bare = (words: readonly string[]): string[] => words.map(bareWord);
    this.#stops = new Set(bare([...keywords.flatMap((language) => stops[language]), ...stopWords]));
    this.#starts = new Set(bare([...keywords.flatMap((language) => starts[language]), ...startWords]));
  }

  /** What `text` asks for, where one word is all of it; case, width, blanks and marks around it do not count. */
  meaningOf(text: string): 'stop' | 'start' | undefined {
    if (text.length > longest) return undefined;
    const word = bareWord(text);
    if (this.#stops.has(word)) return 'stop';
    return this.#starts.has(word) ? 'start' : undefined;
  }
}

function bareWord(text: string): string {
  const marks = /^[\p{P}\p{S}\p{Z}\p{C}\p{M}]+|[\p{P}\p{S}\p{Z}\p{C}\p{M}]+$/gu;
  const between = /[\p{Z}\p{C}\p{Pd}]+/gu;
  return text.normalize('NFKC').replace(marks, '').replace(between, ' ').toUpperCase();
}
