/**
 * The peer: Kannel, its bearerbox bound to the carrier and its smsbox that takes messages by HTTP and tells of receipts by
 * HTTP, on loopback ports and in a temporary folder, with or without its file of messages that are on their way.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, type Server, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import { cpuSeconds } from './process-usage.ts';

const programs = ['/usr/sbin/bearerbox', '/usr/sbin/smsbox'] as const;
/** Looks for a listener, and milliseconds between them. */
const looks = 200;
const lookEvery = 25;

export interface KannelOptions {
  readonly carrierPort: number;
  /** Submissions that may wait for their answers. */
  readonly window: number;
  /** Whether messages are in a file until they were sent. */
  readonly store: boolean;
}

/** The version of Kannel, where Debian's package is installed. */
export function kannelVersion(): string | undefined {
  try {
    for (const program of programs) execFileSync(program, ['--version'], { stdio: 'ignore' });
    return /bearerbox version `([^']+)'/.exec(execFileSync(programs[0], ['--version'], { encoding: 'utf8' }))?.[1];
  } catch {
    return undefined;
  }
}

export class Kannel {
  readonly #folder: TemporaryFolder;
  readonly #processes: readonly ChildProcess[];
  readonly #receipts: ReceiptListener;
  readonly port: number;

  private constructor(
    folder: TemporaryFolder,
    processes: readonly ChildProcess[],
    receipts: ReceiptListener,
    port: number,
  ) {
    this.#folder = folder;
    this.#processes = processes;
    this.#receipts = receipts;
    this.port = port;
  }

  static async start(options: KannelOptions): Promise<Kannel> {
    const folder = temporaryFolder();
    const receipts = await ReceiptListener.start();
    const [admin = 0, boxes = 0, http = 0] = await freePorts(3);
    const file = join(folder.path, 'kannel.conf');
    writeFileSync(file, configuration(options, { admin, boxes, http, folder: folder.path }));
    const bearerbox = spawn(programs[0], ['-v', '4', file], { stdio: 'ignore' });
    await listening(boxes);
    const smsbox = spawn(programs[1], ['-v', '4', file], { stdio: 'ignore' });
    await listening(http);
    return new Kannel(folder, [bearerbox, smsbox], receipts, http);
  }

  /** A request to send one message whose receipt is told of. */
  request(to: string, text: string): string {
    const query = new URLSearchParams({
      username: 'bench',
      password: 'bench',
      from: '12345',
      to,
      text,
      'dlr-mask': '3',
      'dlr-url': `http://127.0.0.1:${this.#receipts.port}/?state=%d`,
    });
    return `GET /cgi-bin/sendsms?${query} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n`;
  }

  /** Receipts that were told of. */
  get receipts(): number {
    return this.#receipts.count;
  }

  /** When the last of them was, milliseconds since 1970. */
  get lastReceipt(): number {
    return this.#receipts.last;
  }

  /** Seconds of all cores, of both boxes. */
  get cpuSeconds(): number {
    return this.#processes.reduce((sum, { pid }) => sum + cpuSeconds(pid!), 0);
  }

  async stop(): Promise<void> {
    for (const process of this.#processes.toReversed()) {
      const ended = once(process, 'exit');
      process.kill('SIGKILL');
      await ended;
    }
    await this.#receipts.stop();
    this.#folder.remove();
  }
}

function configuration(
  { carrierPort, window, store }: KannelOptions,
  { admin, boxes, http, folder }: { admin: number; boxes: number; http: number; folder: string },
): string {
  const group = (name: string, fields: Readonly<Record<string, string | number>>): string =>
    [`group = ${name}`, ...Object.entries(fields).map(([field, value]) => `${field} = ${value}`), ''].join('\n');
  return [
    group('core', {
      'admin-port': admin,
      'admin-interface': '127.0.0.1',
      'admin-password': 'bench',
      'smsbox-port': boxes,
      'smsbox-interface': '127.0.0.1',
      'log-level': 4,
      ...(store && { 'store-type': 'file', 'store-location': join(folder, 'store') }),
    }),
    group('smsc', {
      smsc: 'smpp',
      'smsc-id': 'carrier',
      host: '127.0.0.1',
      port: carrierPort,
      'transceiver-mode': 'true',
      'smsc-username': 'bench',
      'smsc-password': 'bench',
      'system-type': 'bench',
      'max-pending-submits': window,
    }),
    group('smsbox', {
      'bearerbox-host': '127.0.0.1',
      'sendsms-port': http,
      'sendsms-interface': '127.0.0.1',
      'log-level': 4,
    }),
    group('sendsms-user', { username: 'bench', password: 'bench' }),
  ].join('\n');
}

/** Takes what smsbox tells of receipts. */
class ReceiptListener {
  count = 0;
  last = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((socket) => {
      socket.setNoDelay(true);
      socket.setEncoding('latin1');
      socket.on('error', () => undefined);
      let text = '';
      socket.on('data', (chunk: string) => {
        const requests = (text + chunk).split('\r\n\r\n');
        text = requests.pop() ?? '';
        this.count += requests.length;
        this.last = performance.timeOrigin + performance.now();
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'.repeat(requests.length));
      });
    });
  }

  static async start(): Promise<ReceiptListener> {
    const listener = new ReceiptListener();
    listener.#server.listen(0, '127.0.0.1');
    await once(listener.#server, 'listening');
    return listener;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** Ports that are free now; Kannel takes none of its own choice. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  const ports: number[] = [];
  for (const server of servers) {
    if (!server.listening) await once(server, 'listening');
    ports.push((server.address() as AddressInfo).port);
  }
  for (const server of servers) server.close();
  return ports;
}

/** @throws {Error} where nothing comes to listen */
async function listening(port: number): Promise<void> {
  for (let look = 0; look < looks; look++) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await after(lookEvery);
  }
  throw new Error(`nothing listens on port ${port}`);
}
