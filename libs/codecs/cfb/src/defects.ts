import { type Defect, DefectList } from '@postbus/errors';

/** What is wrong in a compound file that could be read all the same. */
export type CfbDefectCode =
  | 'header-field'
  | 'sector-out-of-range'
  | 'chain-has-a-cycle'
  | 'sector-used-twice'
  | 'chain-too-short'
  | 'fat-lost'
  | 'truncated'
  | 'directory-found-by-scan'
  | 'entry-invalid'
  | 'entry-out-of-range'
  | 'tree-has-a-cycle'
  | 'entry-found-by-scan'
  | 'duplicate-name'
  | 'too-deep'
  | 'more-defects';

export interface CfbDefect extends Defect<CfbDefectCode> {
  /** Of the faulty field, in bytes from the start of the file. */
  readonly offset: number;
}

export class CfbDefectList extends DefectList<CfbDefect> {
  add(code: CfbDefectCode, offset: number, message: string): void {
    this.keep({ code, message, offset });
  }
}
