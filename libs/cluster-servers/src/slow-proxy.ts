/** A TCP proxy on loopback that makes a server slow, silent or unreachable, to see what its clients do then. */
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { DelayedStream } from './delayed-stream.ts';

export interface SlowProxyTarget {
  readonly host: string;
  readonly port: number;
}

/** Starts it on a free port. @param target `host:port`, or its parts */
export async function slowProxy(target: string | SlowProxyTarget): Promise<SlowProxy> {
  const server = createServer({ allowHalfOpen: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return new SlowProxy(server, typeof target === 'string' ? targetOf(target) : target);
}

function targetOf(address: string): SlowProxyTarget {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
}

export class SlowProxy implements AsyncDisposable {
  readonly port: number;
  /** `host:port` for clients. */
  readonly address: string;
  /** Milliseconds that each byte waits, each way, from now on. */
  delay = 0;
  private refusing = false;
  private isStalled = false;
  private readonly sockets = new Set<Socket>();
  private readonly ways = new Set<DelayedStream>();

  constructor(
    private readonly server: Server,
    private readonly target: SlowProxyTarget,
  ) {
    this.port = (server.address() as AddressInfo).port;
    this.address = `127.0.0.1:${this.port}`;
    server.on('connection', (client) => this.join(client));
  }

  /** Connections there are. */
  get connections(): number {
    return this.sockets.size / 2;
  }

  /** Nothing passes any more, either way, and nobody is told; connections are still accepted. */
  stall(): void {
    this.isStalled = true;
    for (const way of this.ways) way.hold();
  }

  /** What was held back passes, in order. */
  resume(): void {
    this.isStalled = false;
    for (const way of this.ways) way.release();
  }

  /** Resets every connection, and each new one, until `mend`. */
  cut(): void {
    this.refusing = true;
    this.resetAll();
  }

  /** New connections are let through again. */
  mend(): void {
    this.refusing = false;
  }

  /** Resets every connection and listens no more. */
  async close(): Promise<void> {
    this.resetAll();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private join(client: Socket): void {
    if (this.refusing) {
      client.on('error', () => undefined);
      client.resetAndDestroy();
      return;
    }
    const server = connect({ ...this.target, noDelay: true, allowHalfOpen: true });
    client.setNoDelay(true);
    this.pass(client, server);
    this.pass(server, client);
  }

  private pass(from: Socket, to: Socket): void {
    const way = new DelayedStream(() => this.delay);
    if (this.isStalled) way.hold();
    this.sockets.add(from);
    this.ways.add(way);
    from.pipe(way).pipe(to);
    from.on('error', () => to.resetAndDestroy());
    from.on('close', () => {
      this.sockets.delete(from);
      this.ways.delete(way);
      if (!from.readableEnded) to.destroy();
    });
  }

  private resetAll(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }
}
