/** What is wrong in a stream that could be read all the same. */
import { type Defect, DefectList } from '@postbus/errors';

export type TnefDefectCode =
  | 'wrong-version'
  | 'wrong-checksum'
  | 'truncated'
  | 'not-an-attribute'
  | 'unknown-attribute'
  | 'wrong-level'
  | 'wrong-attribute-type'
  | 'bad-attribute'
  | 'missing-renddata'
  | 'wrong-count'
  | 'unknown-property-type'
  | 'bad-property-name'
  | 'unknown-interface'
  | 'bad-embedded-message'
  | 'too-deep'
  | 'too-many'
  | 'more-defects';

export interface TnefDefect extends Defect<TnefDefectCode> {
  /** Bytes from the start of what was given to `readTnef`, within embedded messages too. */
  readonly offset: number;
}

export class TnefDefectList extends DefectList<TnefDefect> {
  add(code: TnefDefectCode, offset: number, message: string): void {
    this.keep({ code, message, offset });
  }
}
