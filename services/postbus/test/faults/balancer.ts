/** What stands before the processes of a cluster: each TCP connection goes to the next process that takes it. */
import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

export class Balancer {
  readonly port: number;
  readonly #server: Server;
  readonly #targets: readonly number[];
  readonly #isReady: (target: number) => Promise<boolean>;
  readonly #sockets = new Set<Socket>();
  #turn = 0;

  private constructor(server: Server, targets: readonly number[], isReady: (target: number) => Promise<boolean>) {
    this.#server = server;
    this.#targets = targets;
    this.#isReady = isReady;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client) => void this.#join(client, targets.length));
  }

  /**
   * On a free port.
   * @param targets ports of 127.0.0.1
   * @param isReady asked before each connection; where it is not told, a target is ready that lets one connect
   */
  static async start(
    targets: readonly number[],
    isReady: (target: number) => Promise<boolean> = () => Promise.resolve(true),
  ): Promise<Balancer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Balancer(server, targets, isReady);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  /** @param tries targets that are left to ask */
  async #join(client: Socket, tries: number): Promise<void> {
    client.on('error', () => undefined);
    if (tries === 0) {
      client.destroy();
      return;
    }
    const port = this.#targets[this.#turn++ % this.#targets.length]!;
    const next = (): void => void this.#join(client, tries - 1);
    if (!(await this.#isReady(port))) {
      next();
      return;
    }
    const target = connect(port, '127.0.0.1');
    target.once('error', next);
    target.once('connect', () => {
      target.off('error', next);
      if (client.destroyed) {
        target.destroy();
        return;
      }
      this.#pass(client, target);
      this.#pass(target, client);
    });
  }

  #pass(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}
