/**
 * One POST over a connection of its own, which tells whether anything of it can have arrived: a connection that is kept
 * may end while the next request is written, and nobody knows then. RFC 9112 9.3.1
 */
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { TextFault } from '@postbus/domain';

export interface HttpPost {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** PEM of the authorities of the server's certificate; the system's unless told. */
  readonly ca?: string;
}

/** Milliseconds and bytes. */
export interface HttpPostLimits {
  /** Until there is a connection, TLS included; stops a host that swallows packets holding a worker. */
  readonly connect: number;
  /** From then until the answer is complete; stops a host that takes a message and says nothing. */
  readonly answer: number;
  /** Of the answer; stops one that never ends filling the memory. */
  readonly largestAnswer: number;
}

export const defaultHttpPostLimits: HttpPostLimits = { connect: 10_000, answer: 60_000, largestAnswer: 1_048_576 };

/**
 * - `answered`: status, type and body of the answer
 * - `unsent`: there was no connection, and nothing left
 * - `unknown`: there was one, and no complete answer
 */
export type HttpOutcome =
  | { readonly outcome: 'answered'; readonly status: number; readonly contentType: string; readonly body: Uint8Array }
  | { readonly outcome: 'unsent' | 'unknown'; readonly fault: TextFault };

/** Never rejected. @param signal gives up while there is no connection */
export function httpPost(post: HttpPost, limits: HttpPostLimits, signal?: AbortSignal): Promise<HttpOutcome> {
  return signal?.aborted ? Promise.resolve(gone('unsent', aborted)) : new Exchange(post, limits, signal).outcome;
}

const aborted: TextFault = { code: 'aborted', text: 'The service stops' };

function gone(outcome: 'unsent' | 'unknown', fault: TextFault): HttpOutcome {
  return { outcome, fault };
}

class Exchange {
  readonly outcome: Promise<HttpOutcome>;
  readonly #request: ClientRequest;
  #connected = false;
  #timer: NodeJS.Timeout;
  readonly #limits: HttpPostLimits;
  readonly #settle: (outcome: HttpOutcome) => void;

  constructor({ url, headers, body, ca }: HttpPost, limits: HttpPostLimits, signal: AbortSignal | undefined) {
    const { promise, resolve } = Promise.withResolvers<HttpOutcome>();
    this.outcome = promise;
    this.#limits = limits;
    const onAbort = (): void => {
      if (!this.#connected) this.#end(aborted);
    };
    this.#settle = (outcome) => {
      clearTimeout(this.#timer);
      signal?.removeEventListener('abort', onAbort);
      resolve(outcome);
    };
    this.#timer = this.#after(limits.connect, 'connect-timed-out');
    signal?.addEventListener('abort', onAbort);
    const isSecure = url.protocol === 'https:';
    const options = { method: 'POST', headers: { ...headers, 'Content-Length': body.length }, agent: false } as const;
    this.#request = isSecure
      ? httpsRequest(url, { ...options, minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) })
      : httpRequest(url, options);
    this.#request.once('socket', (socket) =>
      socket.once(isSecure ? 'secureConnect' : 'connect', () => this.#onConnected()),
    );
    this.#request.on('error', (error: NodeJS.ErrnoException) => this.#end(faultOf(error)));
    this.#request.on('response', (answer) => void this.#read(answer));
    this.#request.end(body);
  }

  #after(milliseconds: number, code: string): NodeJS.Timeout {
    return setTimeout(() => this.#end({ code, text: `No answer in ${milliseconds} ms` }), milliseconds);
  }

  #onConnected(): void {
    this.#connected = true;
    clearTimeout(this.#timer);
    this.#timer = this.#after(this.#limits.answer, 'answer-timed-out');
  }

  /** Whatever comes after it changes nothing: a promise is settled once. */
  #end(fault: TextFault): void {
    this.#settle(gone(this.#connected ? 'unknown' : 'unsent', fault));
    this.#request.destroy();
  }

  async #read(answer: IncomingMessage): Promise<void> {
    const { statusCode: status = 0, headers } = answer;
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const chunk of answer as AsyncIterable<Uint8Array>) {
        size += chunk.length;
        if (size > this.#limits.largestAnswer)
          return this.#end({ code: 'answer-too-large', text: 'The answer does not end' });
        chunks.push(chunk);
      }
    } catch (error) {
      if (!saysNoByItself(status)) return this.#end(faultOf(error as NodeJS.ErrnoException));
      return this.#settle({ outcome: 'answered', status, contentType: '', body: new Uint8Array() });
    }
    const body = new Uint8Array(Buffer.concat(chunks));
    this.#settle({ outcome: 'answered', status, contentType: headers['content-type'] ?? '', body });
  }
}

/** Servers that refuse a request before they read it end the connection, often before their answer is complete. */
function saysNoByItself(status: number): boolean {
  return status >= 300 && status < 500;
}

function faultOf({ code = 'connection-failed', message }: NodeJS.ErrnoException): TextFault {
  return { code: code.slice(0, 64), text: message.slice(0, 200) };
}
