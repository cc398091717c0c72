/** Errors of kafkajs as faults of the port. https://kafka.apache.org/protocol.html#protocol_error_codes */
import { PostbusError } from '@postbus/errors';
import { PortError } from '@postbus/ports';

/** The innermost error that says something: kafkajs wraps what made it give up. */
export function cause(error: unknown): unknown {
  const inner = (error as { cause?: unknown } | null | undefined)?.cause;
  return inner === undefined || inner === null || inner === error ? error : cause(inner);
}

/** The protocol's name of the error that a broker answered with. */
export function protocolError(error: unknown): string | undefined {
  const type = (cause(error) as { type?: unknown } | null | undefined)?.type;
  return typeof type === 'string' ? type : undefined;
}

/** A fault of ours stays; any other means that nothing was done. */
export function portError(error: unknown, doing: string): PostbusError {
  if (error instanceof PostbusError) return error;
  const code = protocolError(error) === 'KAFKA_STORAGE_ERROR' ? 'storage-full' : 'unavailable';
  return new PortError(code, 'MessageBus', `${doing}: ${reason(error)}`, { cause: error });
}

export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
