/** The sockets of one client of kafkajs, which may open others whenever it tries something again. */
import { type Socket, connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';

const keepAliveDelay = 60_000;

export class ClientSockets {
  readonly #open = new Set<Socket>();
  #ended = false;

  readonly factory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    if (this.#ended) throw new Error('the client has ended');
    const serverName = isIP(host) === 0 ? { servername: host } : {};
    const secured = { host, port, ...serverName, ...ssl };
    const socket = ssl ? connectTls(secured, onConnect) : connect({ host, port }, onConnect);
    socket.setKeepAlive(true, keepAliveDelay);
    socket.setNoDelay(true);
    // kafkajs disconnects one that still connects as often as it likes, and each time waits for its connection.
    socket.setMaxListeners(0);
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket;
  };

  get ended(): boolean {
    return this.#ended;
  }

  /** Ends all at once, as the death of the process would; nothing is sent from then on. */
  end(): void {
    this.#ended = true;
    for (const socket of this.#open) socket.destroy(new Error('the client has ended'));
  }
}
