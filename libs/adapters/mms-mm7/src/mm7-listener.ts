/** Takes what carriers send by MM7 over HTTP: messages and reports. 3GPP TS 23.140 8.7 */
import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type HttpAnswer, answerRequest } from './answer-request.ts';
import { type Mm7ListenerLimits, type Mm7ListenerOptions, defaultMm7ListenerLimits } from './listener-options.ts';
import { isLoopback } from './loopback.ts';
import { Mm7HttpError } from './mm7-http-error.ts';
import { SenderAuthentication } from './sender-authentication.ts';

export interface Mm7Listener {
  readonly host: string;
  readonly port: number;
  /** Stops listening, waits for the answers to requests that came whole, and ends all connections. */
  close(): Promise<void>;
}

/** @throws {Mm7HttpError} `in-the-clear`, `same-account`; the system's error where it cannot listen */
export async function startMm7Listener(options: Mm7ListenerOptions): Promise<Mm7Listener> {
  const { host, port, tls, tlsInFront = false } = options;
  if (tls === undefined && !tlsInFront && !isLoopback(host))
    throw new Mm7HttpError('in-the-clear', host, 'carriers send their passwords over TLS, or from this machine');
  const listener = new Listener(options);
  const server = tls === undefined ? createServer(listener.handle) : createSecureServer(tls, listener.handle);
  const { connections, request } = listener.limits;
  server.maxConnections = connections;
  server.requestTimeout = request;
  server.headersTimeout = request;
  server.listen(port, host);
  await once(server, 'listening');
  return { host, port: (server.address() as AddressInfo).port, close: () => closed(server, listener) };
}

/** Once it is closed, Node ends no connection any more that says nothing. */
async function closed(server: Server, listener: Listener): Promise<void> {
  const end = once(server, 'close');
  server.close();
  await listener.answered();
  server.closeAllConnections();
  await end;
}

class Listener {
  readonly limits: Mm7ListenerLimits;
  readonly #options: Mm7ListenerOptions;
  readonly #authentication: SenderAuthentication;
  #inFlight = 0;
  /** Answers to requests that came whole. */
  readonly #owed = new Set<ServerResponse>();

  constructor(options: Mm7ListenerOptions) {
    this.#options = options;
    this.limits = { ...defaultMm7ListenerLimits, ...options.limits };
    this.#authentication = new SenderAuthentication(options.senders, this.limits.wrongPasswords);
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    request.on('error', () => {});
    response.on('error', () => {});
    void this.#answer(request, response).then((answer) => send(answer, request, response));
  };

  /** Fulfilled once nothing that came whole lacks its answer. */
  async answered(): Promise<void> {
    for (let [owed] = this.#owed; owed !== undefined; [owed] = this.#owed) await once(owed, 'close');
  }

  /** Nothing of a body is read before it is known who sends it, and that there is room. */
  async #answer(request: IncomingMessage, response: ServerResponse): Promise<HttpAnswer> {
    const { method, headers, url = '' } = request;
    const { tlsInFront = false } = this.#options;
    if (tlsInFront && lastOf(headers['x-forwarded-proto']) !== 'https') return { status: 403 };
    const forwardedFor = tlsInFront ? lastOf(headers['x-forwarded-for']) : '';
    const address = forwardedFor === '' ? (request.socket.remoteAddress ?? '') : forwardedFor;
    if (this.#authentication.isShutOut(address, Date.now())) return { status: 429 };
    const channel = this.#authentication.channelOf(url, headers.authorization, address);
    if (channel === undefined) return { status: 401 };
    if (method !== 'POST') return { status: 405 };
    const { largestRequest, inFlight } = this.limits;
    // One in chunks, which does not tell how long it is, may be as long as any.
    const length = Number(headers['content-length'] ?? largestRequest);
    if (length > largestRequest) return { status: 413 };
    if (this.#inFlight + length > inFlight && this.#inFlight > 0) return { status: 503 };
    this.#inFlight += length;
    try {
      return await this.#handle(request, response, channel);
    } finally {
      this.#inFlight -= length;
    }
  }

  async #handle(request: IncomingMessage, response: ServerResponse, channel: string): Promise<HttpAnswer> {
    const { inbound, onFault } = this.#options;
    const body = await bodyOf(request, this.limits.largestRequest);
    if (typeof body === 'number') return { status: body };
    if (!response.closed) this.#owed.add(response.once('close', () => this.#owed.delete(response)));
    const answer = await answerRequest(body, request.headers['content-type'] ?? '', channel, inbound);
    if (answer.error !== undefined) onFault?.(channel, 'request', answer.error);
    return answer;
  }
}

/** What the nearest proxy told; what stands before it, its client did. */
function lastOf(field: string | string[] | undefined): string {
  return String(field ?? '')
    .split(',')
    .at(-1)!
    .trim()
    .slice(0, 64);
}

/** @returns a status of HTTP where it does not come whole, or is larger than `most` */
async function bodyOf(request: IncomingMessage, most: number): Promise<Uint8Array | number> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > most) return 413;
      chunks.push(chunk);
    }
  } catch {
    return 400;
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** What was not read of a request ends with its connection. */
function send({ status, contentType, body }: HttpAnswer, request: IncomingMessage, response: ServerResponse): void {
  if (response.destroyed) return;
  response.statusCode = status;
  if (status === 401) response.setHeader('WWW-Authenticate', 'Basic realm="MM7", charset="UTF-8"');
  if (status === 405) response.setHeader('Allow', 'POST');
  if (status === 503 || status === 429) response.setHeader('Retry-After', '60');
  if (contentType !== undefined) response.setHeader('Content-Type', contentType);
  if (!request.complete) response.setHeader('Connection', 'close');
  response.end(body);
}
