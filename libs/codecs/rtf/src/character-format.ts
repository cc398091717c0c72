/** How characters look. [MSFT-RTF] "Font (Character) Formatting Properties" */
import type { ColorTable } from './color-table.ts';
import type { FontTable } from './font-table.ts';
import { attributeText } from './html-text.ts';

export interface FormatTables {
  readonly fonts: FontTable;
  readonly colors: ColorTable;
}

/** Tags before and behind characters: a span for what looks the same for long, and inside it what changes often. */
export interface CharacterTags {
  /** Empty where no span is needed. */
  readonly span: string;
  readonly marks: string;
  readonly marksEnd: string;
}

interface Look {
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly strike?: boolean;
  readonly script?: 'sub' | 'sup' | undefined;
  readonly font?: number | undefined;
  /** Half points. */
  readonly size?: number | undefined;
  readonly color?: number | undefined;
  readonly background?: number | undefined;
  readonly capitals?: 'uppercase' | 'small-caps' | undefined;
  readonly rightToLeft?: boolean | undefined;
  /** Target of the link that the characters lie in. */
  readonly link?: string | undefined;
}

const isOn = (parameter: number | undefined): boolean => parameter !== 0;
const underline = (parameter: number | undefined): Look => ({ underline: isOn(parameter) });
const strike = (parameter: number | undefined): Look => ({ strike: isOn(parameter) });
const background = (parameter: number | undefined): Look => ({ background: parameter });

/** What a control word changes. */
const changes: ReadonlyMap<string, (parameter: number | undefined) => Look> = new Map<
  string,
  (parameter: number | undefined) => Look
>([
  ['plain', () => ({})],
  ['b', (parameter) => ({ bold: isOn(parameter) })],
  ['i', (parameter) => ({ italic: isOn(parameter) })],
  ...['ul', 'uld', 'uldash', 'uldashd', 'uldashdd', 'uldb', 'ulth', 'ulw', 'ulwave'].map(
    (word): [string, typeof underline] => [word, underline],
  ),
  ['ulnone', () => ({ underline: false })],
  ['strike', strike],
  ['striked', strike],
  ['sub', (parameter) => ({ script: isOn(parameter) ? 'sub' : undefined })],
  ['super', (parameter) => ({ script: isOn(parameter) ? 'sup' : undefined })],
  ['nosupersub', () => ({ script: undefined })],
  ['f', (parameter) => ({ font: parameter })],
  ['fs', (parameter) => ({ size: parameter })],
  ['cf', (parameter) => ({ color: parameter })],
  ['cb', background],
  ['chcbpat', background],
  ['highlight', background],
  ['caps', (parameter) => ({ capitals: isOn(parameter) ? 'uppercase' : undefined })],
  ['scaps', (parameter) => ({ capitals: isOn(parameter) ? 'small-caps' : undefined })],
  ['rtlch', () => ({ rightToLeft: true })],
  ['ltrch', () => ({ rightToLeft: false })],
]);
const mostHalfPoints = 800;

/** Formats of one document that are kept, and changes of one of them. Stops documents that never repeat a format. */
const mostKept = 1024;
const mostChanges = 64;

/** Never changed: each change leads to another, the same one for the same look while there are not too many. */
export class CharacterFormat {
  readonly look: Look;
  readonly #kept: Map<string, CharacterFormat>;
  readonly #changes = new Map<string, CharacterFormat>();
  #tags: CharacterTags | undefined = undefined;

  constructor(look: Look = {}, kept = new Map<string, CharacterFormat>()) {
    this.look = look;
    this.#kept = kept;
  }

  with(change: Look): CharacterFormat {
    return this.#of({ ...this.look, ...change });
  }

  /** The format that the control word makes of this one; undefined where it is about something else. */
  changed(word: string, parameter: number | undefined): CharacterFormat | undefined {
    const change = changes.get(word);
    if (change === undefined) return undefined;
    const name = parameter === undefined ? word : word + parameter;
    const known = this.#changes.get(name);
    if (known !== undefined) return known;
    const format = word === 'plain' ? this.#of({ link: this.look.link }) : this.with(change(parameter));
    if (this.#changes.size < mostChanges) this.#changes.set(name, format);
    return format;
  }

  #of(look: Look): CharacterFormat {
    const key = keyOf(look);
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const format = new CharacterFormat(look, this.#kept);
    if (this.#kept.size < mostKept) this.#kept.set(key, format);
    return format;
  }

  tags(tables: FormatTables): CharacterTags {
    return (this.#tags ??= this.#makeTags(tables));
  }

  #makeTags(tables: FormatTables): CharacterTags {
    const { bold, italic, underline: underlined, strike: struck, script } = this.look;
    const names = [bold && 'b', italic && 'i', underlined && 'u', struck && 's', script].filter(
      (name): name is string => typeof name === 'string',
    );
    const attributes = this.#attributes(tables);
    return {
      span: attributes === '' ? '' : `<span${attributes}>`,
      marks: names.map((name) => `<${name}>`).join(''),
      marksEnd: names
        .map((name) => `</${name}>`)
        .reverse()
        .join(''),
    };
  }

  #attributes({ fonts, colors }: FormatTables): string {
    const { font, size, color, background: behind, capitals, rightToLeft } = this.look;
    const name = font === undefined ? '' : fontName(fonts.get(font)?.name ?? '');
    const foreground = color === undefined ? undefined : colors.get(color);
    const ground = behind === undefined ? undefined : colors.get(behind);
    let style = '';
    if (name !== '') style += `font-family:'${name}';`;
    if (size !== undefined && size > 0) style += `font-size:${Math.min(size, mostHalfPoints) / 2}pt;`;
    if (foreground !== undefined) style += `color:${foreground};`;
    if (ground !== undefined) style += `background:${ground};`;
    if (capitals === 'uppercase') style += 'text-transform:uppercase;';
    if (capitals === 'small-caps') style += 'font-variant:small-caps;';
    return (style === '' ? '' : ` style="${attributeText(style)}"`) + (rightToLeft === true ? ' dir="rtl"' : '');
  }
}

/** A font's name with nothing in it that means something in a style. */
function fontName(name: string): string {
  return name.replace(/[^\p{L}\p{N} ._-]/gu, '').trim();
}

function keyOf(look: Look): string {
  const { bold, italic, underline: underlined, strike: struck, script, font, size } = look;
  const { color, background: behind, capitals, rightToLeft, link } = look;
  return [bold, italic, underlined, struck, script, font, size, color, behind, capitals, rightToLeft, link].join('|');
}
