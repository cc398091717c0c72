/**
 * What was wrong with a PDU that could be read all the same.
 * - `unterminated`: a text without its NUL; `too-long`: a text or message longer than its field
 * - `time-length`: a time of none of the lengths that 7.1.1 has, or one where there is to be none
 * - `body-missing`: an answer without error that has no fields; `body-cut`: an answer that ends inside them
 * - `sequence-out-of-range`: sequence_number is 0 or above 0x7fffffff
 * - `status-in-request`: a request with a command_status
 * - `tlv-length`: an optional parameter of another length than 5.3.2 says; `tlv-repeated`: one that may come but once
 * - `tlv-truncated`: an answer with an error whose last optional parameter tells more octets than there are
 * - `message-twice`: both short_message and message_payload
 * - `trailing-octets`: one to three octets behind all, too few for a parameter
 */
export type PduDefectCode =
  | 'unterminated'
  | 'too-long'
  | 'time-length'
  | 'body-missing'
  | 'body-cut'
  | 'sequence-out-of-range'
  | 'status-in-request'
  | 'tlv-length'
  | 'tlv-repeated'
  | 'tlv-truncated'
  | 'message-twice'
  | 'trailing-octets';

export interface PduDefect {
  readonly code: PduDefectCode;
  /** Octets from the start of the PDU. */
  readonly offset: number;
  /** The field or parameter, by its name in the document. */
  readonly field?: string;
}
