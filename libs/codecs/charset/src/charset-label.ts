/**
 * Labels of charsets as mailers write them, resolved to one MIME name each.
 * RFC 2046 4.1.2, the IANA registry of character sets, and the WHATWG Encoding Standard 4.2.
 */
import { codePages } from './code-page-table.ts';
import { ebcdicGraphics } from './ebcdic-tables.ts';
import { aliases, saysNothing } from './label-aliases.ts';
import { upperHalves } from './single-byte-tables.ts';
import { variants } from './single-byte-variants.ts';

const named = new Map<string, string>();
for (const table of [upperHalves, variants, ebcdicGraphics])
  for (const charset of Object.keys(table)) named.set(bare(charset), charset);
for (const [charset, names] of Object.entries(aliases)) for (const name of names.split(' ')) named.set(name, charset);
const numbered = new Map<number, string>();
for (const [codePage, charset] of codePages) if (!numbered.has(codePage)) numbered.set(codePage, charset);

const isoPart = /^(?:x|cs)?(?:iso|isoiec)?8859(1[0134-6]|[1-9])(?:19(?:8[5-9]|9\d)|200\d)?[ei]?$/;
const number =
  /^x?(?:cp|cs|win|windows|windowscp|cswindows|ms|mscp|microsoftcp|ansi|ansicp|codepage|csibm|ibm|dos|oem|cspc|ccsid)?(\d{2,5})$/;
/** What stands before a label where it was cut out wrongly: quoted-printable's `=3D`, the parameter's own name. */
const debris = /^(?:3d)?(?:charset)?(?:3d)?/;

/** How many labels are remembered: the labels are the sender's to choose, so the memory must not grow with them. */
const rememberedLabels = 500;
const longestLabel = 64;
const remembered = new Map<string, string | undefined>();

/**
 * The MIME name, in lower case, of the charset that `label` means.
 *
 * @param label a charset parameter's value, an IANA name or alias, a WHATWG label, or a code page such as `cp1252`,
 *   with stray quotes, blanks and punctuation
 * @returns a name that `decodeText` knows, or undefined for labels that are unknown or say nothing, such as `unknown-8bit`
 */
export function resolveCharset(label: string): string | undefined {
  if (label.length > longestLabel) return undefined;
  if (remembered.has(label)) return remembered.get(label);
  const charset = lookUp(label) ?? lookUp(firstWord(label));
  if (remembered.size < rememberedLabels) remembered.set(label, charset);
  return charset;
}

function lookUp(label: string): string | undefined {
  const key = bare(label);
  if (key === '' || saysNothing.has(key)) return undefined;
  return ofKey(key) ?? ofTextDecoder(label.trim()) ?? ofKey(key.replace(debris, ''));
}

function ofKey(key: string): string | undefined {
  return named.get(key) ?? named.get(key.replace(/^x/, '')) ?? ofFamily(key);
}

function ofFamily(key: string): string | undefined {
  const iso = isoPart.exec(key)?.[1];
  if (iso !== undefined) return `iso-8859-${iso}`;
  const digits = number.exec(key)?.[1];
  if (digits === undefined) return undefined;
  return named.get(`ibm${digits}`) ?? numbered.get(Number(digits));
}

function ofTextDecoder(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/** `label` up to what ends a token: another parameter follows, or a second label. */
function firstWord(label: string): string {
  return /[^\s;,"'<>]+/.exec(label)?.[0] ?? '';
}

function bare(label: string): string {
  return label.toLowerCase().replace(/[^a-z0-9]/g, '');
}
