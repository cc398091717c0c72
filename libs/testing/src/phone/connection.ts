/** The phone's HTTP: one kept connection for commands and one for what waits, as phones do. [MS-ASHTTP] 2.2.1, 2.2.2 */
import { Agent as HttpAgent, type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export interface ConnectionOptions {
  /** `http://127.0.0.1:8080` or `https://…`; the path is added. */
  readonly origin: string;
  /** PEM of the authority that the server's certificate is trusted by; without it any is taken. */
  readonly authority?: string;
}

export class PhoneConnection {
  readonly #origin: URL;
  readonly #agent: HttpAgent | HttpsAgent;

  constructor({ origin, authority }: ConnectionOptions) {
    this.#origin = new URL(origin);
    const secure = this.#origin.protocol === 'https:';
    const trust = authority === undefined ? { rejectUnauthorized: false } : { ca: authority };
    this.#agent = secure ? new HttpsAgent({ keepAlive: true, ...trust }) : new HttpAgent({ keepAlive: true });
  }

  send(
    method: 'OPTIONS' | 'POST',
    query: string,
    headers: Readonly<Record<string, string>>,
    body: Uint8Array,
    signal?: AbortSignal,
  ): Promise<HttpAnswer> {
    const url = new URL(`/Microsoft-Server-ActiveSync${query}`, this.#origin);
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const options = { method, headers: { ...headers, 'content-length': String(body.length) }, agent: this.#agent };
      const sent = request(url, { ...options, ...(signal !== undefined && { signal }) }, (answer) => {
        const chunks: Uint8Array[] = [];
        answer.on('data', (chunk: Uint8Array) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
