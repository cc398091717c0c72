/** Listens on any number of addresses, counts connections, ends idle ones, and drains. */
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { connectionClosed, connectionOpened, connectionRefused } from '../channels.ts';
import { Connection, type ConnectionOptions, peerAddress, refuseConnection } from './connection.ts';
import { InFlight } from './in-flight.ts';
import type { SmtpLimits } from './limits.ts';
import { replies } from './replies.ts';

export type ListenAddress = { readonly host: string; readonly port: number } | { readonly path: string };

export interface ListenerOptions extends Omit<ConnectionOptions, 'settings'> {
  readonly name: string;
  readonly listen: ListenAddress;
  readonly protocol: 'smtp' | 'lmtp';
  readonly loginNeeded: boolean;
}

export interface SmtpServerOptions {
  readonly hostname: string;
  readonly limits: SmtpLimits;
  /** Milliseconds between looks at what takes too long; a second unless told. */
  readonly sweepInterval?: number;
}

export class SmtpServer {
  readonly inFlight: InFlight;
  readonly #options: SmtpServerOptions;
  readonly #servers: Server[] = [];
  readonly #connections = new Set<Connection>();
  readonly #perAddress = new Map<string, number>();
  readonly #sweeper: NodeJS.Timeout;
  #onLast: (() => void) | undefined;

  constructor(options: SmtpServerOptions) {
    this.#options = options;
    this.inFlight = new InFlight(options.limits.inFlightBytes);
    this.#sweeper = setInterval(() => this.#sweep(), options.sweepInterval ?? 1000).unref();
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** Begins to listen; gives the address, with the port where 0 was asked for. */
  listen(listener: ListenerOptions): Promise<ListenAddress> {
    const options = this.#connectionOptions(listener);
    const server = createServer({ noDelay: true }, (socket) => this.#accept(socket, options));
    this.#servers.push(server);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(listener.listen, () => {
        server.off('error', reject);
        const bound = server.address() as AddressInfo | string;
        resolve(typeof bound === 'string' ? { path: bound } : { host: bound.address, port: bound.port });
      });
    });
  }

  /** Stops listening, lets open transactions finish for up to `grace` milliseconds, then cuts. RFC 5321 3.8 */
  async close(grace: number): Promise<void> {
    const closed = this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    for (const connection of this.#connections) connection.drain();
    const cut = setTimeout(() => this.#cut(), grace);
    if (this.#connections.size > 0) {
      await new Promise<void>((resolve) => {
        this.#onLast = resolve;
      });
    }
    clearTimeout(cut);
    clearInterval(this.#sweeper);
    await Promise.all(closed);
  }

  #connectionOptions(listener: ListenerOptions): ConnectionOptions {
    const { name, protocol, loginNeeded, implicitTls, handler, secureContext } = listener;
    const { hostname, limits } = this.#options;
    const startTls = secureContext !== undefined && !implicitTls;
    const settings = { listener: name, protocol, hostname, limits, inFlight: this.inFlight, startTls, loginNeeded };
    return { settings, handler, implicitTls, ...(secureContext !== undefined && { secureContext }) };
  }

  #accept(socket: Socket, options: ConnectionOptions): void {
    const { limits } = this.#options;
    const address = peerAddress(socket);
    const ofAddress = this.#perAddress.get(address) ?? 0;
    const tooMany = this.#connections.size >= limits.connections;
    if (tooMany || (ofAddress >= limits.connectionsPerAddress && address !== 'local')) {
      const reason = tooMany ? 'too-many-connections' : 'too-many-from-address';
      connectionRefused.publish({ listener: options.settings.listener, address, reason });
      refuseConnection(socket, tooMany ? replies.tooManyConnections : replies.tooManyFromAddress, options.implicitTls);
      return;
    }
    this.#perAddress.set(address, ofAddress + 1);
    this.#connections.add(new Connection(socket, options, (connection) => this.#closed(connection, options)));
    connectionOpened.publish({ listener: options.settings.listener, address });
  }

  #closed(connection: Connection, options: ConnectionOptions): void {
    this.#connections.delete(connection);
    const { address } = connection;
    const left = (this.#perAddress.get(address) ?? 1) - 1;
    if (left === 0) this.#perAddress.delete(address);
    else this.#perAddress.set(address, left);
    connectionClosed.publish({ listener: options.settings.listener, address });
    if (this.#connections.size === 0) this.#onLast?.();
  }

  #sweep(): void {
    const now = Date.now();
    for (const connection of this.#connections) connection.sweep(now);
  }

  #cut(): void {
    for (const connection of this.#connections) connection.destroy();
  }
}
