/** What is wrong in a .msg file of which a message could be made all the same. */
import type { CfbDefectCode } from '@postbus/cfb';
import { type Defect, DefectList } from '@postbus/errors';

export type MsgDefectCode =
  | CfbDefectCode
  | 'no-property-stream'
  | 'property-stream-length'
  | 'property-invalid'
  | 'property-twice'
  | 'property-without-entry'
  | 'property-without-name'
  | 'name-invalid'
  | 'value-missing'
  | 'value-length'
  | 'object-missing'
  | 'count-differs';

export interface MsgDefect extends Defect<MsgDefectCode> {
  /** Path of the storage or stream: `/__attach_version1.0_#00000000/__substg1.0_37010102`; `/` for the compound file itself. */
  readonly place: string;
  /** Bytes from the start of the stream, or of the file where `place` is `/`. */
  readonly offset?: number;
}

export class MsgDefectList extends DefectList<MsgDefect> {
  add(code: MsgDefectCode, place: string, message: string, offset?: number): void {
    this.keep({ code, place, message, ...(offset === undefined ? {} : { offset }) });
  }
}
