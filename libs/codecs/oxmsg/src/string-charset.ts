/** In which charset the 8-bit strings of a message are. [MS-OXCMSG] 2.2.1.56, [MS-OXMSG] 2.1.3 */
import { charsetOfCodePage } from '@postbus/charset';
import { PidTagInternetCodepage, PidTagMessageCodepage, PidTagMessageLocaleId } from '@postbus/mapi';
import { codePageOfLocale } from './locale-code-page.ts';

export interface StringCharset {
  /** MIME name; undefined where nothing tells. */
  readonly name: string | undefined;
  /** Whether PidTagMessageCodepage says so; what follows from a locale or from the Internet code page may be wrong. */
  readonly isTold: boolean;
}

/** What tells the code page: values of the properties of these names. */
export interface CodePages {
  readonly message?: number | undefined;
  readonly locale?: number | undefined;
  readonly internet?: number | undefined;
}

/** Property ids that `CodePages` are read from. */
export const CodePageId = {
  message: PidTagMessageCodepage.key as number,
  locale: PidTagMessageLocaleId.key as number,
  internet: PidTagInternetCodepage.key as number,
} as const;

/** @param outer of the message that this one is embedded in */
export function stringCharset({ message, locale, internet }: CodePages, outer?: StringCharset): StringCharset {
  const told = charsetOf(message);
  if (told !== undefined) return { name: told, isTold: true };
  const implied = (locale === undefined || locale === 0 ? undefined : codePageOfLocale(locale)) ?? internet;
  const name = charsetOf(implied);
  return name === undefined && outer !== undefined ? outer : { name, isTold: false };
}

/**
 * The code page that a message without PidTagMessageCodepage is written in: no Windows has UTF-8 for its own.
 * @param outer of the message that this one is embedded in
 */
export function ansiCodePage({ locale, internet }: CodePages, outer = 1252): number {
  if (locale !== undefined && locale !== 0) return codePageOfLocale(locale);
  const isAnsi = internet !== undefined && (internet === 874 || (internet >= 932 && internet <= 1258));
  return isAnsi && charsetOf(internet) !== undefined ? internet : outer;
}

function charsetOf(codePage: number | undefined): string | undefined {
  return codePage === undefined ? undefined : charsetOfCodePage(codePage);
}
