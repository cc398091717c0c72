import { PostbusError } from '@postbus/errors';

/** One thing wrong with the settings. */
export interface ConfigurationMistake {
  /** `ingest.maxSize` */
  readonly key: string;
  /** Where the value came from: `postbus.yaml:12`, `POSTBUS_INGEST_MAX_SIZE`, `--smtp`, or `nowhere`. */
  readonly source: string;
  /** What was expected there. */
  readonly expected: string;
  /** What was there, as text; of a secret or of nothing: undefined. */
  readonly found: string | undefined;
}

/** The settings hold mistakes: all of them, each with its place. */
export class ConfigurationError extends PostbusError<'no-such-file' | 'not-yaml' | 'wrong-settings'> {
  readonly mistakes: readonly ConfigurationMistake[];

  constructor(code: ConfigurationError['code'], message: string, mistakes: readonly ConfigurationMistake[] = []) {
    super(code, [message, ...mistakes.map(inWords)].join('\n  '));
    this.mistakes = mistakes;
  }
}

function inWords({ key, source, expected, found }: ConfigurationMistake): string {
  const what = found === undefined ? '' : `, not ${found}`;
  return `${key} (${source}): expected ${expected}${what}`;
}
