import { PostbusError } from '@postbus/errors';

/** What makes compressed RTF unreadable; `offset` counts bytes from its start. [MS-OXRTFCP] 2.1.3.1 */
export class RtfError extends PostbusError<'truncated-header' | 'unknown-compression' | 'too-large'> {
  readonly offset: number;

  constructor(code: RtfError['code'], offset: number, message: string) {
    super(code, `${message} at byte ${offset}`);
    this.offset = offset;
  }
}
