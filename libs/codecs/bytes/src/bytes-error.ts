import { PostbusError } from '@postbus/errors';

/** What can be wrong with a run of bytes; `offset` counts from the start of the run. */
export class BytesError extends PostbusError<'out-of-range' | 'not-hex' | 'not-base64' | 'not-a-guid'> {
  readonly offset: number;

  constructor(code: BytesError['code'], offset: number, message: string) {
    super(code, `${message} at byte ${offset}`);
    this.offset = offset;
  }
}
