import { PostbusError } from '@postbus/errors';

/** Why no next hop is known for `domain`. `dns-failed` passes by itself; the others are what the domain says. */
export class RoutingError extends PostbusError<
  'no-such-domain' | 'null-mx' | 'no-address' | 'loops-back' | 'dns-failed'
> {
  readonly domain: string;

  constructor(code: RoutingError['code'], domain: string, message: string, options: ErrorOptions = {}) {
    super(code, `${domain}: ${message}`, { ...options, retryable: code === 'dns-failed' });
    this.domain = domain;
  }

  /** Enhanced status code for the sender. RFC 3463, RFC 7505 4.2 */
  get status(): string {
    return statuses[this.code];
  }
}

const statuses: Readonly<Record<RoutingError['code'], string>> = {
  'no-such-domain': '5.1.2',
  'null-mx': '5.1.10',
  'no-address': '5.4.4',
  'loops-back': '5.4.6',
  'dns-failed': '4.4.3',
};
