import { PostbusError } from '@postbus/errors';

/** Faults that every adapter of a port tells alike. `port` names the port. All but the last five can pass by themselves. */
export class PortError extends PostbusError<
  | 'unavailable'
  | 'outcome-unknown'
  | 'storage-full'
  | 'closed'
  | 'lease-lost'
  | 'conflict'
  | 'no-such-blob'
  | 'redrive-too-old'
  | 'record-too-large'
> {
  readonly port: string;

  constructor(code: PortError['code'], port: string, message: string, options: ErrorOptions = {}) {
    super(code, `${port}: ${message}`, { ...options, retryable: transient.has(code) });
    this.port = port;
  }
}

const transient: ReadonlySet<string> = new Set(['unavailable', 'outcome-unknown', 'storage-full', 'closed']);
