/** Colours, only where a terminal shows them. */
import { styleText } from 'node:util';

export interface Palette {
  readonly heading: (text: string) => string;
  readonly name: (text: string) => string;
  readonly quiet: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

type Style = Parameters<typeof styleText>[0];

const styled =
  (style: Style) =>
  (text: string): string =>
    styleText(style, text, { validateStream: false });
const asItIs = (text: string): string => text;

const plain: Palette = { heading: asItIs, name: asItIs, quiet: asItIs, good: asItIs, bad: asItIs };
const coloured: Palette = {
  heading: styled('bold'),
  name: styled('cyan'),
  quiet: styled('gray'),
  good: styled('green'),
  bad: styled('red'),
};

/** Where text goes, and what is known of it. */
export interface Output {
  write(text: string | Uint8Array): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** @param environment `NO_COLOR` turns colours off on a terminal too (https://no-color.org) */
export function paletteFor(output: Output, environment: Readonly<Record<string, string | undefined>>): Palette {
  return output.isTTY === true && (environment['NO_COLOR'] ?? '') === '' ? coloured : plain;
}
