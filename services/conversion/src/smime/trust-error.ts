import { PostbusError } from '@postbus/errors';

/**
 * Why what the gateway trusts cannot be had; `file` names the file or folder.
 * - `unreadable`: it is missing, or may not be read
 * - `damaged`: a certificate or a list in it cannot be read
 */
export class TrustError extends PostbusError<'unreadable' | 'damaged'> {
  readonly file: string;

  constructor(code: TrustError['code'], file: string, message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.file = file;
  }
}
