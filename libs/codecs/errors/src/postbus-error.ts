/**
 * The base of every error of Postbus: a closed set of codes, one set a subclass, and whether trying again can help.
 * A subclass adds the place (byte offset, part path, property, header, element) as fields of its own.
 */
export interface PostbusErrorOptions extends ErrorOptions {
  /** True where the same call may succeed later without a change to its input. False unless told. */
  readonly retryable?: boolean;
}

export abstract class PostbusError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly retryable: boolean;

  /** @param message one sentence for the log: what was wrong and where; never put on the wire */
  constructor(code: Code, message: string, options: PostbusErrorOptions = {}) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** Whether `error` says that trying again can help. */
export function isRetryable(error: unknown): boolean {
  return error instanceof PostbusError && error.retryable;
}
