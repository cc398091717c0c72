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

interface Answer {
  /** Of `performance.now`. */
  readonly at: number;
  readonly header: string;
  readonly body: Uint8Array;
}

export class WaitingPing {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #resolve: ((answer: Answer) => void) | undefined;
  #reject: ((error: Error) => void) | undefined;
  /** When it was answered, of `performance.now`. */
  answered!: Promise<number>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#reject?.(error));
    socket.on('close', () => this.#reject?.(new Error('the connection was closed')));
  }

  /** Connects, logs in and begins to wait. */
  static async start(options: WaitingPingOptions): Promise<WaitingPing> {
    const { port, secure } = options;
    const place = { host: '127.0.0.1', port };
    const socket = secure ? connectTls({ ...place, rejectUnauthorized: false }) : connect(place);
    await new Promise((resolve, reject) => {
      socket.once(secure ? 'secureConnect' : 'connect', resolve);
      socket.once('error', reject);
    });
    const phone = new WaitingPing(socket);
    // Only so many logins are looked at beside each other.
    const { header } = await phone.#exchange(optionsRequest(options));
    if (!header.startsWith('HTTP/1.1 200')) throw new Error(`OPTIONS was answered with ${header}`);
    phone.answered = phone.#exchange(pingRequestOf(options)).then(timeOfChange);
    // One that nobody awaits, because the bench is over, is no fault.
    phone.answered.catch(() => {});
    return phone;
  }

  close(): void {
    this.#socket.destroy();
  }

  #exchange(request: Uint8Array): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#socket.write(request);
    });
  }

  #take(chunk: Buffer): void {
    const at = performance.now();
    this.#received = Buffer.concat([this.#received, chunk]);
    const end = this.#received.indexOf('\r\n\r\n');
    if (end === -1) return;
    const header = this.#received.toString('latin1', 0, end);
    const length = Number(/^content-length: *(\d+)/im.exec(header)?.[1] ?? '0');
    if (this.#received.length < end + 4 + length) return;
    const body = this.#received.subarray(end + 4);
    this.#received = Buffer.alloc(0);
    this.#resolve?.({ at, header, body });
  }
}

/** @throws {Error} where Ping was answered with anything but changes */
function timeOfChange({ at, header, body }: Answer): number {
  const status = header.startsWith('HTTP/1.1 200') ? decodeMessage(pingResponse, body, { version }).Status : undefined;
  if (status !== PingStatus.Changes) throw new Error(`Ping was answered with ${status ?? header}`);
  return at;
}

function optionsRequest({ account }: WaitingPingOptions): Buffer {
  const lines = ['OPTIONS /Microsoft-Server-ActiveSync HTTP/1.1', 'Host: localhost', authorization(account), '', ''];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

function authorization(account: number): string {
  return `Authorization: Basic ${Buffer.from(`${addressOf(account)}:${password}`).toString('base64')}`;
}

function pingRequestOf({ account, folder }: WaitingPingOptions): Buffer {
  const line: CommandRequestLine = {
    command: 'Ping',
    deviceId: `waiting${account}`,
    deviceType: 'TestPhone',
    user: addressOf(account),
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
    authorization(account),
    'Content-Type: application/vnd.ms-sync.wbxml',
    'User-Agent: PostbusTestPhone/1.0',
    `Content-Length: ${body.length}`,
    '',
    '',
  ].join('\r\n');
  return Buffer.concat([Buffer.from(header, 'latin1'), body]);
}
