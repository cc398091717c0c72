import { PostbusError } from '@postbus/errors';

/** The server answered otherwise than the protocol lets a phone go on from. `status` is of HTTP or of the command. */
export class PhoneError extends PostbusError<'http-status' | 'command-status' | 'protocol'> {
  readonly status: number;

  constructor(code: PhoneError['code'], status: number, message: string) {
    super(code, `${message} (${status})`);
    this.status = status;
  }
}
