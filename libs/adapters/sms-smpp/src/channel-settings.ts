/** What a channel over SMPP is opened with: plain values, as they stand in a file of settings. */
import { readFileSync } from 'node:fs';
import type { SmppAccountOptions } from './account-options.ts';
import type { SmppHost } from './session-options.ts';
import { SmppSessionError } from './smpp-session-error.ts';

/** What the octets of text are that is neither UCS-2 nor binary, one character an octet. */
export type CarrierAlphabet = 'gsm' | 'latin-1' | 'ascii';

export interface SmppChannelSettings {
  /** Of the channel. */
  readonly name: string;
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  /** `verify` unless told; `none` has to be said, but for a loopback address. */
  readonly tls?: 'verify' | 'none' | undefined;
  /** PEM files: authorities instead of the system's; what this side shows where the carrier asks for it. */
  readonly caFile?: string | undefined;
  readonly certificateFile?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly systemId: string;
  readonly password?: string | undefined;
  /** A file that holds it; a line end behind it is none of it. */
  readonly passwordFile?: string | undefined;
  readonly systemType?: string | undefined;
  readonly addressTon?: number | undefined;
  readonly addressNpi?: number | undefined;
  readonly addressRange?: string | undefined;
  readonly binds?: 'transceiver' | 'pair' | 'transmitter' | 'receiver' | undefined;
  /** How many, or how many pairs, of all processes together; 1 unless told. */
  readonly connections?: number | undefined;
  /** PDUs a second of all processes together; 10 unless told. */
  readonly rate?: number | undefined;
  /** Requests without answer, of one connection; 10 unless told. */
  readonly window?: number | undefined;
  /** Milliseconds until a request without an answer is of unknown outcome. */
  readonly answerWithin?: number | undefined;
  /** Milliseconds of silence until enquire_link. */
  readonly enquireLink?: number | undefined;
  /** Milliseconds before the first try after a connection ended; doubled up to a minute. */
  readonly reconnectAfter?: number | undefined;
  readonly serviceType?: string | undefined;
  /** Instead of what follows from the sender or number. SMPP 3.4 5.2.5, 5.2.6 */
  readonly sourceTon?: number | undefined;
  readonly sourceNpi?: number | undefined;
  readonly destinationTon?: number | undefined;
  readonly destinationNpi?: number | undefined;
  /** Whether international numbers are written with their plus sign. */
  readonly plus?: boolean | undefined;
  /** What digits are whose type of number is not told: `international` unless told. */
  readonly bareNumbers?: 'international' | 'national' | undefined;
  /** `gsm` unless told. */
  readonly alphabet?: CarrierAlphabet | undefined;
  /** data_coding of text that is not UCS-2, and of UCS-2; 0 and 8 unless told. */
  readonly textCoding?: number | undefined;
  readonly unicodeCoding?: number | undefined;
  /** How parts are told to be parts; `payload` is a text as a whole in message_payload, which the carrier cuts. */
  readonly longMessages?: 'header' | 'sar' | 'payload' | undefined;
  /** Which outcomes the carrier is asked to tell of; `all` unless told. */
  readonly receipts?: 'all' | 'failure' | 'none' | undefined;
  /** How the end of the validity is written; `relative` unless told, `none` leaves it to the carrier. */
  readonly validity?: 'relative' | 'absolute' | 'none' | undefined;
  /** Whether submissions carry user_message_reference; true unless told. */
  readonly userMessageReference?: boolean | undefined;
  /** `any` form of a number that the id of a receipt may have in the answer, or the `same` text only. */
  readonly receiptIds?: 'any' | 'same' | undefined;
  /** What a status means for a message, by its name or its hexadecimal code of eight digits. */
  readonly refusals?: Readonly<Record<string, 'never' | 'later' | 'elsewhere'>> | undefined;
}

/**
 * What the account of the channel is opened with.
 *
 * @throws {SmppSessionError} `bad-settings` where a file cannot be read
 */
export function accountOptionsOf(settings: SmppChannelSettings): SmppAccountOptions {
  const { systemId, systemType, addressTon, addressNpi, addressRange, window, answerWithin, enquireLink } = settings;
  const { binds, connections, rate, reconnectAfter } = settings;
  return {
    hosts: hostsOf(settings),
    credentials: {
      systemId,
      password: passwordOf(settings),
      systemType,
      addrTon: addressTon,
      addrNpi: addressNpi,
      addressRange,
    },
    binds,
    count: connections,
    rate,
    limits: { ...(window !== undefined && { window }) },
    times: {
      ...(answerWithin !== undefined && { response: answerWithin }),
      ...(enquireLink !== undefined && { enquireLink }),
    },
    reconnecting: { ...(reconnectAfter !== undefined && { first: reconnectAfter }) },
  };
}

function hostsOf({ hosts, tls, caFile, certificateFile, keyFile }: SmppChannelSettings): SmppHost[] {
  const files = {
    ...(caFile !== undefined && { ca: fileOf(caFile) }),
    ...(certificateFile !== undefined && { cert: fileOf(certificateFile) }),
    ...(keyFile !== undefined && { key: fileOf(keyFile) }),
  };
  const isTls = tls === 'verify' || Object.keys(files).length > 0;
  return hosts.map(({ host, port }) => ({ host, port, tls: isTls ? files : tls === 'none' ? 'none' : undefined }));
}

function passwordOf({ password, passwordFile }: SmppChannelSettings): string {
  return password ?? (passwordFile === undefined ? '' : fileOf(passwordFile).replace(/\r?\n$/, ''));
}

function fileOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new SmppSessionError('bad-settings', `${path} cannot be read`, { cause });
  }
}
