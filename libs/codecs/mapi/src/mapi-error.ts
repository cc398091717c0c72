import { PostbusError } from '@postbus/errors';

export type MapiErrorCode =
  | 'time-out-of-range'
  | 'not-a-one-off-entry-id'
  | 'not-a-flat-entry-list'
  | 'not-a-conversation-index'
  | 'not-a-stored-message'
  | 'not-message-json'
  | 'value-not-resolved'
  | 'too-deep';

/** What can be wrong with a value of MAPI; `place` is a byte offset (`20`) or a path (`attachments/0/properties/3`). */
export class MapiError extends PostbusError<MapiErrorCode> {
  readonly place: string;

  constructor(code: MapiErrorCode, place: string, message: string, options?: ErrorOptions) {
    super(code, `${message} (at ${place})`, options);
    this.place = place;
  }
}
