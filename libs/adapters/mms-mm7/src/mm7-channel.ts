/** A carrier that takes multimedia messages by MM7 over HTTP. 3GPP TS 23.140 8.7.1.1 */
import { Mm7Error, type Mm7Schema, type Mm7Written, writeMm7 } from '@postbus/mm7';
import type { MmsChannel, MmsToSubmit, SubmitOutcome } from '@postbus/ports';
import { type HttpPostLimits, defaultHttpPostLimits, httpPost } from './http-post.ts';
import { isLoopback } from './loopback.ts';
import { Mm7HttpError } from './mm7-http-error.ts';
import { submitOutcome } from './submit-outcome.ts';
import { type VaspIdentity, submitRequest } from './submit-request.ts';

export interface Mm7ChannelOptions extends VaspIdentity {
  /** Names it in errors. */
  readonly name: string;
  /** `https://mmsc.example/mm7`; `http` stays for those that are asked for no password, and this machine. */
  readonly url: string;
  /** For Basic authentication. RFC 7617 */
  readonly username?: string;
  readonly password?: string;
  /** The version that the carrier has; the newest unless told. */
  readonly schema?: Mm7Schema;
  /** PEM of the authorities of the carrier's certificate; the system's unless told. */
  readonly ca?: string;
  /** Whether the carrier is asked to tell what became of a message; it is unless told. */
  readonly deliveryReport?: boolean;
  readonly limits?: Partial<HttpPostLimits>;
}

/** @throws {Mm7HttpError} `bad-url`, `in-the-clear` */
export function openMm7Channel(options: Mm7ChannelOptions): MmsChannel {
  const { ca } = options;
  const url = urlOf(options);
  const authorization = authorizationOf(options, url);
  const limits = { ...defaultHttpPostLimits, ...options.limits };
  return {
    submit: async (message, signal) => {
      const written = writtenRequest(message, options);
      if ('outcome' in written) return written;
      const { contentType, soapAction, body } = written;
      const headers = { 'Content-Type': contentType, SOAPAction: soapAction, ...authorization };
      const exchange = await httpPost({ url, headers, body, ...(ca !== undefined && { ca }) }, limits, signal);
      return submitOutcome(exchange, message.id);
    },
  };
}

/** A message that cannot be written as one of MM7 never can. */
function writtenRequest(message: MmsToSubmit, options: Mm7ChannelOptions): Mm7Written | SubmitOutcome {
  const { schema, deliveryReport = true } = options;
  const { content } = message;
  try {
    const request = submitRequest(message, options, deliveryReport);
    return writeMm7(request, { content, ...(schema !== undefined && { schema }) });
  } catch (error) {
    if (!(error instanceof Mm7Error)) throw error;
    return { outcome: 'refused', retry: 'never', fault: { code: error.code, text: error.reason } };
  }
}

function urlOf({ name, url: written }: Mm7ChannelOptions): URL {
  const url = URL.parse(written);
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new Mm7HttpError('bad-url', name, 'the URL is none of HTTP');
  if (url.username !== '' || url.password !== '')
    throw new Mm7HttpError('bad-url', name, 'the URL has a name or a password in it; they have settings of their own');
  return url;
}

function authorizationOf(
  { name, username, password }: Mm7ChannelOptions,
  url: URL,
): { readonly Authorization?: string } {
  if (username === undefined && password === undefined) return {};
  if (url.protocol !== 'https:' && !isLoopback(url.hostname))
    throw new Mm7HttpError('in-the-clear', name, 'a password goes over TLS, or stays on this machine');
  return { Authorization: `Basic ${Buffer.from(`${username ?? ''}:${password ?? ''}`).toString('base64')}` };
}
