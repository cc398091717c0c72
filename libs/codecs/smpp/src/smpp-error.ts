import { PostbusError } from '@postbus/errors';
import type { PduHeader } from './pdu-header.ts';

/**
 * What can be wrong with a PDU, read or to be written.
 * - `length-too-small`, `length-too-large`: a command_length below 16 or above the limit; the stream cannot be read on
 * - `length-mismatch`: command_length is not the number of octets given
 * - `unknown-command`: nothing in 5.1.2.1 has this command_id
 * - `truncated`: a request ends inside its mandatory fields, or a count or sm_length tells more than there is
 * - `tlv-truncated`: an optional parameter tells more octets than there are; of an error it is a defect
 * - `bad-destination`: a dest_flag that is neither an address nor a list
 * - `not-a-value`: a number, text or time that its field cannot hold; `too-long`: longer than the field
 * - `body-missing`: an answer without error that lacks its fields; `body-not-allowed`: an error with fields, where 4 has none
 * - `tlv-not-allowed`: a parameter of the document that the operation does not have
 * - `message-twice`: both short_message and message_payload
 */
export type SmppErrorCode =
  | 'length-too-small'
  | 'length-too-large'
  | 'length-mismatch'
  | 'unknown-command'
  | 'truncated'
  | 'tlv-truncated'
  | 'bad-destination'
  | 'not-a-value'
  | 'too-long'
  | 'body-missing'
  | 'body-not-allowed'
  | 'tlv-not-allowed'
  | 'message-twice';

export interface SmppErrorPlace {
  /** Octets from the start of the PDU, or of the stream where that fails. */
  readonly offset?: number;
  /** The field or parameter, by its name in the document. */
  readonly field?: string;
  /** The header of the PDU, where it could be read: what an answer needs. */
  readonly header?: PduHeader | undefined;
}

export class SmppError extends PostbusError<SmppErrorCode> {
  readonly offset: number;
  readonly field: string | undefined;
  readonly header: PduHeader | undefined;

  constructor(code: SmppErrorCode, message: string, { offset = 0, field, header }: SmppErrorPlace = {}) {
    super(code, field === undefined ? `${message} at octet ${offset}` : `${field}: ${message} at octet ${offset}`);
    this.offset = offset;
    this.field = field;
    this.header = header;
  }
}
