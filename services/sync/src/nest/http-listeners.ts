/** One Nest application behind two listeners: HTTP, meant for loopback, and HTTPS. */
import { type RequestListener, type Server, createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../mailbox-api/api-error.ts';
import type { SyncSettings } from '../sync-settings.ts';
import { sendError } from './mailbox-api.filter.ts';
import { isOfApi } from './token-first.ts';

/** `{http: 'http://127.0.0.1:8080', https: 'https://…'}` */
export interface HttpAddresses extends Readonly<Record<string, string>> {
  readonly http: string;
}

/** Longer than any wait of a client, so that its connection outlives it. */
const keepAliveTimeout = 3_600_000;
/** Characters of one part of a path: an address, each of its bytes as an escape. */
const maxParamLength = 1000;

export class HttpListeners {
  readonly adapter: FastifyAdapter;
  readonly #settings: SyncSettings;
  readonly #certificate: SecureContextOptions | undefined;
  #handler: RequestListener | undefined;
  #secure: Server | undefined;

  /** @param certificate without it there is no HTTPS */
  constructor(settings: SyncSettings, certificate?: SecureContextOptions) {
    this.#settings = settings;
    this.#certificate = certificate;
    this.adapter = new FastifyAdapter({
      bodyLimit: settings.largestRequest,
      routerOptions: { maxParamLength },
      frameworkErrors: refuseBadUrl,
      trustProxy: settings.tlsInFront,
      keepAliveTimeout,
      forceCloseConnections: true,
      serverFactory: (handler: RequestListener) => {
        this.#handler = handler;
        return createServer({ keepAliveTimeout }, this.#handler);
      },
    });
    const fastify = this.adapter.getInstance();
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  }

  /** @param application made with `adapter` and `bodyParser: false` */
  async listen(application: NestFastifyApplication): Promise<HttpAddresses> {
    const { host, port } = this.#settings.http;
    await application.listen(port, host);
    const http = `http://${authorityOf(application.getHttpServer().address() as AddressInfo)}`;
    if (this.#certificate === undefined) return { http };
    return { http, https: `https://${authorityOf(await this.#listenSecurely(this.#certificate))}` };
  }

  /** To be called when the application closes. */
  async close(): Promise<void> {
    const secure = this.#secure;
    if (secure === undefined) return;
    const closed = new Promise((resolve) => secure.close(resolve));
    secure.closeAllConnections();
    await closed;
  }

  async #listenSecurely(certificate: SecureContextOptions): Promise<AddressInfo> {
    const { host, port } = this.#settings.https;
    const server = createSecureServer({ ...certificate, keepAliveTimeout }, this.#handler);
    this.#secure = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    return server.address() as AddressInfo;
  }
}

/** Before any route is looked for: a path that is none, or too long. */
function refuseBadUrl(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  if (isOfApi(request)) sendError(reply, new ApiError('bad-request', 'the path of the request is none'));
  else void reply.code(error.statusCode ?? 400).send(error);
}

function authorityOf({ address, port }: AddressInfo): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
