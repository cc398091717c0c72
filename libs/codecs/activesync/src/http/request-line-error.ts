import { PostbusError } from '@postbus/errors';
import { CommonStatus } from '../status/common-status.ts';
import type { CommandName } from './command-codes.ts';

/**
 * What can be wrong with the query of a request.
 * - `malformed`: it cannot be read; `missing-parameter`, `repeated-parameter`: of the plain form
 * - `unknown-command`: a name or number that [MS-ASHTTP] does not list
 * - `bad-device-id`, `bad-device-type`: empty, too long, or with characters that do not belong there
 */
export type RequestLineErrorCode =
  | 'malformed'
  | 'missing-parameter'
  | 'repeated-parameter'
  | 'unknown-command'
  | 'bad-device-id'
  | 'bad-device-type';

const statusByCode: Partial<Record<RequestLineErrorCode, CommonStatus>> = {
  'unknown-command': CommonStatus.CommandNotSupported,
  'bad-device-id': CommonStatus.DeviceIdMissingOrInvalid,
  'bad-device-type': CommonStatus.DeviceTypeMissingOrInvalid,
};

/** What could be read of a query before the error: what an answer with a Status needs. */
export interface ReadOfRequestLine {
  readonly command: CommandName;
  readonly protocolVersion?: string;
}

export class RequestLineError extends PostbusError<RequestLineErrorCode> {
  /** The parameter, or the field of the byte sequence, that is wrong. */
  readonly parameter: string;
  /** The Status that says so to a client; where there is none, HTTP's 400 does. */
  readonly status: CommonStatus | undefined;
  readonly read: ReadOfRequestLine | undefined;

  constructor(code: RequestLineErrorCode, parameter: string, message: string, read?: ReadOfRequestLine) {
    super(code, `${parameter}: ${message}`);
    this.parameter = parameter;
    this.status = statusByCode[code];
    this.read = read;
  }
}
