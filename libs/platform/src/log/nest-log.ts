/** What Nest says, in the log: its own chatter at `debug`, its warnings and errors as such. */
import type { LoggerService } from '@nestjs/common';
import type { Log } from './log.ts';

export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.target.debug(contextOf(rest), String(message));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.target.debug(contextOf(rest), String(message));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.target.debug(contextOf(rest), String(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.target.warn(contextOf(rest), String(message));
  }

  /** Nest passes the error as the message, or its text with the stack after it. */
  error(message: unknown, ...rest: unknown[]): void {
    if (message instanceof Error) return this.target.error({ ...contextOf(rest), error: message }, message.message);
    const stack = rest.length > 1 ? rest[0] : undefined;
    this.target.error({ ...contextOf(rest), ...(typeof stack === 'string' && { stack }) }, String(message));
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.error(message, ...rest);
  }
}

/** The last of them names the class that speaks. */
function contextOf(rest: readonly unknown[]): { readonly context?: string } {
  const context = rest.at(-1);
  return typeof context === 'string' ? { context } : {};
}
