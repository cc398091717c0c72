/** What a session is opened with. SMPP 3.4 4.1, 7.2 */
import type { ConnectionOptions } from 'node:tls';
import { type PduToWrite, SmppError, defaultFramerLimits, interfaceVersion, writePdu } from '@postbus/smpp';
import { SmppSessionError } from './smpp-session-error.ts';

export type BindKind = 'transceiver' | 'transmitter' | 'receiver';

/** Of a TLS connection; the certificate of the host is always verified. */
export type SmppTls = Pick<
  ConnectionOptions,
  'ca' | 'cert' | 'key' | 'passphrase' | 'pfx' | 'servername' | 'minVersion'
>;

export interface SmppHost {
  readonly host: string;
  readonly port: number;
  /**
   * TLS by the system's authorities unless told. `none` sends password and messages readable by all on the way, and has
   * to be said; only a loopback address goes without TLS where nothing is said.
   */
  readonly tls?: SmppTls | 'none' | undefined;
}

/** How this side is known to the carrier. 4.1, 5.2.1 to 5.2.7 */
export interface SmppCredentials {
  readonly systemId: string;
  readonly password: string;
  readonly systemType?: string | undefined;
  /** 0x34 unless told. */
  readonly interfaceVersion?: number | undefined;
  readonly addrTon?: number | undefined;
  readonly addrNpi?: number | undefined;
  readonly addressRange?: string | undefined;
}

export interface SessionTimes {
  /** Until there is a connection, TLS included. */
  readonly connect: number;
  /** Until the bind is answered, session_init_timer. */
  readonly bind: number;
  /** Until a request is answered, response_timer; its outcome is unknown then. */
  readonly response: number;
  /** Of silence, until enquire_link asks whether there is anyone, enquire_link_timer. */
  readonly enquireLink: number;
  /** Until the connection is given up because enquire_link has no answer. */
  readonly enquireLinkAnswer: number;
  /** That a close waits for answers of both sides, and again for unbind and for the end of the connection. */
  readonly close: number;
}

/** In milliseconds. */
export const defaultSessionTimes: SessionTimes = {
  connect: 10_000,
  bind: 10_000,
  response: 30_000,
  enquireLink: 30_000,
  enquireLinkAnswer: 10_000,
  close: 10_000,
};

export interface SessionLimits {
  /** Stops a carrier that never answers from having all messages in its hands: requests written and not answered. */
  readonly window: number;
  /** Stops floods of receipts: messages being taken at once; one more is answered ESME_RMSGQFUL, and comes again. */
  readonly inbound: number;
  /** Stops a carrier that sends and never reads: octets not yet sent, above which nothing is read. */
  readonly unsent: number;
  /** Stops a length of gigabytes that would be waited for: octets of one PDU. */
  readonly commandLength: number;
}

export const defaultSessionLimits: SessionLimits = {
  window: 10,
  inbound: 1000,
  unsent: 1024 * 1024,
  commandLength: defaultFramerLimits.commandLength,
};

export interface SessionOptions {
  readonly host: SmppHost;
  readonly kind: BindKind;
  readonly credentials: SmppCredentials;
  readonly times?: Partial<SessionTimes> | undefined;
  readonly limits?: Partial<SessionLimits> | undefined;
}

/**
 * The request of a bind, checked before anything is sent; a fault is told without what was given.
 *
 * @throws {SmppSessionError} `bad-settings`
 */
export function bindRequest({ kind, credentials }: SessionOptions): PduToWrite {
  const request = { command: `bind_${kind}`, sequence: 1, body: bindFields(credentials) } as const;
  try {
    writePdu(request);
  } catch (error) {
    const field = error instanceof SmppError ? error.field : undefined;
    throw new SmppSessionError('bad-settings', `${field ?? 'a field'} of the bind cannot be written`);
  }
  return request;
}

/** 4.1.1 */
function bindFields(credentials: SmppCredentials) {
  return {
    system_id: credentials.systemId,
    password: credentials.password,
    system_type: credentials.systemType ?? '',
    interface_version: credentials.interfaceVersion ?? interfaceVersion,
    addr_ton: credentials.addrTon ?? 0,
    addr_npi: credentials.addrNpi ?? 0,
    address_range: credentials.addressRange ?? '',
  };
}

/** Above it a timer of Node runs at once. */
const mostOfTimers = 0x7fffffff;

/**
 * `given` over `defaults`, each a number above 0.
 *
 * @throws {SmppSessionError} `bad-settings`
 */
export function positive<Numbers extends object>(given: Partial<Numbers> | undefined, defaults: Numbers): Numbers {
  const numbers = { ...defaults, ...given };
  for (const [name, value] of Object.entries(numbers)) {
    if (!(typeof value === 'number' && value > 0 && value <= mostOfTimers)) {
      throw new SmppSessionError('bad-settings', `${name} is not above 0, or above ${mostOfTimers}`);
    }
  }
  return numbers;
}
