/** Files that are made of a part, in place of its own content. */
import type { PropertyBag } from '@postbus/mapi';
import { type Conversion, mayHold } from './conversion-options.ts';

export interface DerivedFile {
  readonly value: Uint8Array;
  /** For a part that has no name of its own; may hold anything. */
  readonly name?: string;
  /** What ends the name, whatever the part's own: `.url`. */
  readonly extension?: string;
  /** Properties beside those of any file. */
  readonly properties?: PropertyBag;
}

/** `file`, or undefined where it is longer than may be held. */
export function derivedFile(file: DerivedFile, conversion: Conversion): DerivedFile | undefined {
  return mayHold(conversion, file.value.length) ? file : undefined;
}
