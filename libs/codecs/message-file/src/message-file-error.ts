import { BytesError } from '@postbus/bytes';
import { PostbusError } from '@postbus/errors';
import { MapiError, type MapiErrorCode } from '@postbus/mapi';
import { OxcmailError } from '@postbus/oxcmail';
import { MsgError, type MsgErrorCode } from '@postbus/oxmsg';
import { TnefError, type TnefErrorCode } from '@postbus/oxtnef';

export type MessageFileErrorCode =
  | 'unknown-format'
  | 'not-json'
  | 'bad-mime-member'
  | 'not-an-mbox'
  | 'message-too-large'
  | MapiErrorCode
  | OxcmailError['code']
  | MsgErrorCode
  | TnefErrorCode
  | BytesError['code'];

/**
 * Why a message file cannot be read or written. The codes of the format's own codec come through; its error is the
 * `cause`. `place` is a byte offset (`20`), a path in the message (`/attachments/0/properties/3`), or a name.
 */
export class MessageFileError extends PostbusError<MessageFileErrorCode> {
  readonly place: string;

  constructor(code: MessageFileErrorCode, place: string, message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.place = place;
  }
}

/** Runs `work`, so that an error of any codec comes out as a `MessageFileError` with its code, text and place. */
export function toldAsFileError<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof BytesError)
      throw new MessageFileError(error.code, String(error.offset), error.message, { cause: error });
    if (isOfCodec(error)) throw new MessageFileError(error.code, error.place, error.message, { cause: error });
    throw error;
  }
}

function isOfCodec(error: unknown): error is MapiError | MsgError | OxcmailError | TnefError {
  return [MapiError, MsgError, OxcmailError, TnefError].some((kind) => error instanceof kind);
}
