/**
 * A proxy before a MongoDB server that can stall, cut connections, lose an answer, or tell another time.
 * https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
 */
import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** Where the name of the command begins in an OP_MSG: header, flags, kind of section, length of the document, type. */
const commandAt = 16 + 4 + 1 + 4 + 1;
const localTime = Buffer.from('\u0009localTime\u0000', 'latin1');

export class WireProxy {
  /** Milliseconds added to the time that the server tells. */
  clockAhead = 0;
  readonly #target: URL;
  readonly #server: Server;
  readonly #pairs = new Set<readonly [client: Socket, server: Socket]>();
  readonly #losing = new Map<string, () => void>();
  #cut = false;
  #stalled = false;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((client) => this.#accept(client));
  }

  /** @param url that of the server */
  static async before(url: string): Promise<WireProxy> {
    const proxy = new WireProxy(new URL(url));
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `mongodb://127.0.0.1:${(this.#server.address() as AddressInfo).port}/?directConnection=true`;
  }

  /** From now on nothing goes through, though connections stay open. */
  stall(): void {
    this.#stalled = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  /** Closes all connections, and new ones at once. */
  cut(): void {
    this.#cut = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  /** Ends a stall or cut. */
  mend(): void {
    this.#cut = false;
    this.#stalled = false;
    for (const pair of this.#pairs) for (const socket of pair) socket.resume();
  }

  /** The next `command` reaches the server, and its connection is cut when the answer comes; fulfilled then. */
  loseAnswerTo(command: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#losing.set(command, resolve);
    return promise;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    const server = connect(Number(this.#target.port || 27_017), this.#target.hostname);
    const pair = [client, server] as const;
    this.#pairs.add(pair);
    const end = () => {
      this.#pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
    if (this.#cut) end();
    if (this.#stalled) for (const socket of pair) socket.pause();
    this.#relay(client, server, end);
  }

  #relay(client: Socket, server: Socket, end: () => void): void {
    let lost: (() => void) | undefined;
    client.on(
      'data',
      eachMessage((message) => {
        lost ??= this.#losing.get(commandOf(message));
        if (lost !== undefined) this.#losing.delete(commandOf(message));
        server.write(message);
      }),
    );
    server.on(
      'data',
      eachMessage((message) => {
        if (lost !== undefined) {
          end();
          lost();
        } else client.write(this.#timeShifted(message));
      }),
    );
  }

  #timeShifted(message: Buffer): Buffer {
    const at = this.clockAhead === 0 ? -1 : message.indexOf(localTime);
    if (at >= 0) {
      const place = at + localTime.length;
      message.writeBigInt64LE(message.readBigInt64LE(place) + BigInt(this.clockAhead), place);
    }
    return message;
  }
}

function commandOf(message: Buffer): string {
  return message.toString('latin1', commandAt, message.indexOf(0, commandAt));
}

/** Calls `take` with each whole message of a stream: each begins with its length. */
function eachMessage(take: (message: Buffer) => void): (chunk: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0);
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 4 && pending.length >= pending.readInt32LE(0)) {
      const length = pending.readInt32LE(0);
      take(pending.subarray(0, length));
      pending = pending.subarray(length);
    }
  };
}
