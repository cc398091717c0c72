/** A carrier as the settings of a process name it. Times in milliseconds, sizes in bytes. */
import { readFileSync } from 'node:fs';
import type { TlsOptions } from 'node:tls';
import type { Mm7Schema } from '@postbus/mm7';
import type { MmsChannel, MmsChannelInbound } from '@postbus/ports';
import { defaultHttpPostLimits } from './http-post.ts';
import type { Mm7ListenerOptions, Mm7Sender } from './listener-options.ts';
import { type Mm7ChannelOptions, openMm7Channel } from './mm7-channel.ts';
import { type Mm7Listener, startMm7Listener } from './mm7-listener.ts';
import type { VaspIdentity } from './submit-request.ts';

type Optional<Value> = { readonly [Key in keyof Value]?: Value[Key] | undefined };

export interface Mm7ChannelSettings
  extends
    Optional<VaspIdentity>,
    Optional<Record<'username' | 'password' | 'passwordFile' | 'caFile', string>>,
    Optional<Record<'inboundUsername' | 'inboundPassword' | 'inboundPasswordFile', string>> {
  readonly name: string;
  readonly url: string;
  readonly schema: Mm7Schema;
  readonly connectWithin: number;
  readonly answerWithin: number;
  readonly deliveryReports: boolean;
}

export interface Mm7ListenSettings {
  readonly listen: { readonly host: string; readonly port: number };
  readonly largestRequest: number;
  readonly inFlight: number;
  readonly tlsInFront: boolean;
}

/** @throws {Mm7HttpError} `bad-url`, `in-the-clear`; the system's error where a file cannot be read */
export function openConfiguredMm7Channel(settings: Mm7ChannelSettings): MmsChannel {
  const { name, url, schema, deliveryReports: deliveryReport, caFile } = settings;
  const { vaspId, vasId, serviceCode, username, connectWithin: connect, answerWithin: answer } = settings;
  const password = secretOf(settings.password, settings.passwordFile);
  const options: Mm7ChannelOptions = {
    name,
    url,
    schema,
    deliveryReport,
    limits: { ...defaultHttpPostLimits, connect, answer },
    ...(vaspId !== undefined && { vaspId }),
    ...(vasId !== undefined && { vasId }),
    ...(serviceCode !== undefined && { serviceCode }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(caFile !== undefined && { ca: readFileSync(caFile, 'utf8') }),
  };
  return openMm7Channel(options);
}

/**
 * @param senders channels; those without `inboundUsername` cannot send
 * @throws {Mm7HttpError} as `startMm7Listener`; the system's error where it cannot listen, or a file cannot be read
 */
export function startConfiguredMm7Listener(
  { listen, largestRequest, inFlight, tlsInFront }: Mm7ListenSettings,
  senders: readonly Mm7ChannelSettings[],
  inbound: MmsChannelInbound,
  onFault: NonNullable<Mm7ListenerOptions['onFault']>,
  tls?: TlsOptions,
): Promise<Mm7Listener> {
  return startMm7Listener({
    ...listen,
    senders: senders.flatMap(senderOf),
    inbound,
    onFault,
    limits: { largestRequest, inFlight },
    tlsInFront,
    ...(tls !== undefined && !tlsInFront && { tls }),
  });
}

/** Without a password of its own nobody is let in by a name alone. */
function senderOf(settings: Mm7ChannelSettings): Mm7Sender[] {
  const { name: channel, inboundUsername: username } = settings;
  const password = secretOf(settings.inboundPassword, settings.inboundPasswordFile);
  return username === undefined || password === undefined ? [] : [{ channel, username, password }];
}

/** A file's last line end is none of the secret. */
function secretOf(told: string | undefined, file: string | undefined): string | undefined {
  return told ?? (file === undefined ? undefined : readFileSync(file, 'utf8').replace(/\r?\n$/, ''));
}
