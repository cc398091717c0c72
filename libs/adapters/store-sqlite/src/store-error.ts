import { PostbusError } from '@postbus/errors';

/** Why a file cannot be opened as a store; `file` is its path. */
export class StoreError extends PostbusError<'schema-newer' | 'schema-changed'> {
  readonly file: string;

  constructor(code: StoreError['code'], file: string, message: string) {
    super(code, `${file}: ${message}`);
    this.file = file;
  }
}
