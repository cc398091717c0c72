/** A phone reduced to its waiting: one connection, one Ping, and the time of each answer. [MS-ASCMD] 2.2.1.13 */
import { type Socket, connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  type CommandRequestLine,
  PingStatus,
  decodeMessage,
  encodeBase64Query,
  encodeMessage,
  pingRequest,
  pingResponse,
} from '@postbus/activesync';
import { addressOf, password } from './postbus-server.ts';

export interface WaitingPingOptions {
  readonly port: number;
  readonly secure: boolean;
  readonly account: number;
  readonly folder: string;
}

const version = '14.1';
/** Seconds. */
const heartbeat = 3000;

export class WaitingPing {
  readonly #socket: Socket;
  readonly #request: Buffer;
  #answer = Buffer.alloc(0);
  #resolve: ((at: number) => void) | undefined;
  #reject: ((error: Error) => void) | undefined;
  /** When it was answered, of `performance.now`. */
  answered!: Promise<number>;

  private constructor(socket: Socket, request: Buffer) {
    this.#socket = socket;
    this.#request = request;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#reject?.(error));
    socket.on('close', () => this.#reject?.(new Error('the connection was closed')));
    this.wait();
  }

  /** Connects and begins to wait. */
  static async start(options: WaitingPingOptions): Promise<WaitingPing> {
    const { port, secure } = options;
    const place = { host: '127.0.0.1', port };
    const socket = secure ? connectTls({ ...place, rejectUnauthorized: false }) : connect(place);
    await new Promise((resolve, reject) => {
      socket.once(secure ? 'secureConnect' : 'connect', resolve);
      socket.once('error', reject);
    });
    return new WaitingPing(socket, requestOf(options));
  }

  /** Waits again. */
  wait(): void {
    this.answered = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // One that nobody awaits, because the bench is over, is no fault.
    this.answered.catch(() => {});
    this.#socket.write(this.#request);
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    const at = performance.now();
    this.#answer = Buffer.concat([this.#answer, chunk]);
    const end = this.#answer.indexOf('\r\n\r\n');
    if (end === -1) return;
    const header = this.#answer.toString('latin1', 0, end);
    const length = Number(/^content-length: *(\d+)/im.exec(header)?.[1]);
    if (this.#answer.length < end + 4 + length) return;
    const body = this.#answer.subarray(end + 4);
    this.#answer = Buffer.alloc(0);
    const status = header.startsWith('HTTP/1.1 200')
      ? decodeMessage(pingResponse, body, { version }).Status
      : undefined;
    if (status === PingStatus.Changes) this.#resolve?.(at);
    else this.#reject?.(new Error(`Ping was answered with ${status ?? header}`));
  }
}

function requestOf({ account, folder }: WaitingPingOptions): Buffer {
  const user = addressOf(account);
  const line: CommandRequestLine = {
    command: 'Ping',
    deviceId: `waiting${account}`,
    deviceType: 'TestPhone',
    user,
    parameters: { saveInSent: false, acceptMultiPart: false },
    protocolVersion: version,
    locale: 0x0409,
    policyKey: 0,
  };
  const value = { HeartbeatInterval: heartbeat, Folders: [{ Id: folder, Class: 'Email' }] };
  const body = encodeMessage(pingRequest, value, version);
  const header = [
    `POST /Microsoft-Server-ActiveSync?${encodeBase64Query(line)} HTTP/1.1`,
    'Host: localhost',
    `Authorization: Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
    'Content-Type: application/vnd.ms-sync.wbxml',
    'User-Agent: PostbusTestPhone/1.0',
    `Content-Length: ${body.length}`,
    '',
    '',
  ].join('\r\n');
  return Buffer.concat([Buffer.from(header, 'latin1'), body]);
}
