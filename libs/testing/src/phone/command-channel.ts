/** Commands of one device and their answers. [MS-ASHTTP] 2.2.1, 2.2.2, 2.2.3 */
import {
  type CommandName,
  type CommandRequestLine,
  type Message,
  type ProtocolVersion,
  decodeMessage,
  encodeBase64Query,
  encodeMessage,
  encodePlainQuery,
} from '@postbus/activesync';
import { toBase64, utf8Bytes } from '@postbus/bytes';
import { type ConnectionOptions, type HttpAnswer, PhoneConnection } from './connection.ts';
import { PhoneError } from './phone-error.ts';

export interface DeviceOptions extends ConnectionOptions {
  readonly user: string;
  readonly password: string;
  readonly deviceId: string;
  readonly version?: ProtocolVersion;
  /** How the query is written; phones since 12.1 use base64. */
  readonly query?: 'base64' | 'plain';
}

export class CommandChannel {
  readonly version: ProtocolVersion;
  /** Sent with each command. [MS-ASPROV] 2.2.2.42 */
  policyKey = 0;
  readonly #connection: PhoneConnection;
  readonly #options: DeviceOptions;
  #clientIds = 0;

  constructor(options: DeviceOptions) {
    this.#options = options;
    this.version = options.version ?? '14.1';
    this.#connection = new PhoneConnection(options);
  }

  /** What the server says of itself to OPTIONS. [MS-ASHTTP] 2.2.3 */
  async versions(): Promise<{ readonly versions: readonly string[]; readonly commands: readonly string[] }> {
    const answer = await this.#connection.send('OPTIONS', '', this.#authorization(), new Uint8Array());
    if (answer.status !== 200) throw new PhoneError('http-status', answer.status, 'OPTIONS was refused');
    const list = (name: string): string[] => String(answer.headers[name] ?? '').split(',');
    return { versions: list('ms-asprotocolversions'), commands: list('ms-asprotocolcommands') };
  }

  /**
   * Sends a command and reads its answer.
   * @returns undefined for an empty body
   * @throws {PhoneError} `http-status` for anything but 200
   */
  async command<Request, Response>(
    name: CommandName,
    request: Message<Request>,
    response: Message<Response>,
    value: NoInfer<Request> | undefined,
    signal?: AbortSignal,
  ): Promise<Response | undefined> {
    const body = value === undefined ? new Uint8Array() : encodeMessage(request, value, this.version);
    const answer = await this.post(name, body, signal);
    if (answer.status !== 200) throw new PhoneError('http-status', answer.status, `${name} was refused`);
    return answer.body.length === 0 ? undefined : decodeMessage(response, answer.body, { version: this.version });
  }

  /** Sends any body as a command. */
  post(name: CommandName, body: Uint8Array, signal?: AbortSignal): Promise<HttpAnswer> {
    const isPlain = this.#options.query === 'plain';
    const line = this.#requestLine(name);
    const headers = {
      ...this.#authorization(),
      'content-type': 'application/vnd.ms-sync.wbxml',
      'user-agent': 'PostbusTestPhone/1.0',
      ...(isPlain && { 'ms-asprotocolversion': this.version, 'x-ms-policykey': String(this.policyKey) }),
    };
    const query = isPlain ? encodePlainQuery(line) : encodeBase64Query(line);
    return this.#connection.send('POST', `?${query}`, headers, body, signal);
  }

  /** One that this device gave nothing else yet. */
  newClientId(): string {
    return `${this.#options.deviceId}-${Date.now()}-${++this.#clientIds}`;
  }

  close(): void {
    this.#connection.close();
  }

  #requestLine(command: CommandName): CommandRequestLine {
    return {
      command,
      deviceId: this.#options.deviceId,
      deviceType: 'TestPhone',
      user: this.#options.user,
      parameters: { saveInSent: false, acceptMultiPart: false },
      protocolVersion: this.version,
      locale: 0x0409,
      policyKey: this.policyKey,
    };
  }

  #authorization(): Record<string, string> {
    return { authorization: `Basic ${toBase64(utf8Bytes(`${this.#options.user}:${this.#options.password}`))}` };
  }
}
