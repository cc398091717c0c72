/** JSON lines by pino, with trace ids, without contents. */
import { parseTraceparent } from '@postbus/domain';
import { type DestinationStream, pino } from 'pino';
import { codeOf } from '../telemetry/fields.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * `traceparent` becomes `trace_id` and `span_id`; `error` its code, class, text and stack, and those of its causes.
 * The text of an error is for the log; fields are ids, counts and codes, never what a message or a password says.
 */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

export interface LogOptions {
  /** `postbus`, or the service that runs alone. */
  readonly service: string;
  /** The least that is written. `info` unless told. */
  readonly level?: LogLevel | 'off';
  /** Where lines go. Standard output unless told. */
  readonly destination?: DestinationStream;
}

/** Causes of an error that are told; a longer chain is a loop. */
const mostCauses = 5;

export function createLog({ service, level = 'info', destination }: LogOptions): Log {
  const options = {
    level: level === 'off' ? 'silent' : level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: written },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function written({ traceparent, error, ...fields }: Record<string, unknown>): Record<string, unknown> {
  const trace = typeof traceparent === 'string' ? parseTraceparent(traceparent) : undefined;
  return {
    ...fields,
    ...(trace !== undefined && { trace_id: trace.traceId, span_id: trace.spanId }),
    ...(error !== undefined && { error: inWords(error, mostCauses) }),
  };
}

function inWords(error: unknown, causesLeft: number): unknown {
  if (!(error instanceof Error)) return String(error);
  const { message, name, stack, cause } = error;
  const told = { code: codeOf(error), name, message, stack };
  return cause === undefined || causesLeft === 0 ? told : { ...told, cause: inWords(cause, causesLeft - 1) };
}
