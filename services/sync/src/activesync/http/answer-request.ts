/**
 * One HTTP request of a client, whatever serves HTTP: who it is, what it wants, and the answer. [MS-ASHTTP] 2.2, 3.1.5
 * What goes wrong is answered in the protocol's own words: an HTTP status before a command is known, a Status after.
 */
import {
  CommonStatus,
  type CommandName,
  type CommandRequestLine,
  MessageError,
  type ProtocolVersion,
  RequestLineError,
  decodeRequestLine,
  isProtocolVersion,
  protocolVersions,
} from '@postbus/activesync';
import type { Account, Device, MailboxScope } from '@postbus/domain';
import { isRetryable } from '@postbus/errors';
import { WbxmlError } from '@postbus/wbxml';
import { type CommandTrace, commandChannel, commandFailed } from '../../channels.ts';
import type { CommandContext } from '../command-context.ts';
import type { KnownDevices } from '../device/known-device.ts';
import type { Command, CommandAnswer } from './commands.ts';

export interface HttpRequest {
  readonly method: string;
  /** Behind the `?`. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface ServerSettings {
  /** Whether a device must have acknowledged the policy before anything else. */
  readonly provisioning: boolean;
}

export const wbxmlContentType = 'application/vnd.ms-sync.wbxml';
const serverVersion = '16.1';
const retryAfterSeconds = '30';

interface Recognized {
  readonly line: CommandRequestLine;
  readonly version: ProtocolVersion;
  readonly scope: MailboxScope;
  readonly device: Device;
}

export class AnswerRequest {
  constructor(
    private readonly commands: ReadonlyMap<CommandName, Command>,
    private readonly devices: KnownDevices,
    private readonly settings: ServerSettings,
  ) {}

  /** @param account whose login the request carried */
  async execute(request: HttpRequest, account: Account): Promise<HttpResponse> {
    if (request.method === 'OPTIONS') return this.#options();
    if (request.method !== 'POST') return plain(405, { allow: 'OPTIONS, POST' });
    const recognized = await this.#recognize(request, account);
    if ('status' in recognized) return recognized;
    const { line } = recognized;
    const trace: CommandTrace = { command: line.command };
    return commandChannel.tracePromise(async () => {
      const response = await this.#answer(request, account, recognized, trace);
      trace.status = response.status;
      return response;
    }, trace);
  }

  /** [MS-ASHTTP] 2.2.4.1 */
  #options(): HttpResponse {
    return plain(200, {
      allow: 'OPTIONS, POST',
      public: 'OPTIONS, POST',
      'ms-server-activesync': serverVersion,
      'ms-asprotocolversions': protocolVersions.join(','),
      'ms-asprotocolcommands': [...this.commands.keys()].join(','),
    });
  }

  async #recognize(request: HttpRequest, account: Account): Promise<Recognized | HttpResponse> {
    const line = requestLine(request);
    if (line === undefined) return plain(400);
    const version = line.protocolVersion ?? request.headers['ms-asprotocolversion'];
    if (version === undefined || !isProtocolVersion(version)) return plain(400);
    if (!this.commands.has(line.command)) return plain(501);
    const scope: MailboxScope = {
      tenant: account.tenant,
      principal: { kind: 'account', account: account.id },
      mailbox: account.mailbox,
    };
    const userAgent = request.headers['user-agent'];
    const claim = {
      id: line.deviceId,
      type: line.deviceType,
      protocolVersion: version,
      ...(userAgent !== undefined && { userAgent }),
    };
    try {
      const device = await this.devices.recognize(scope, claim);
      if (device === undefined) return plain(403);
      return { line, version, scope, device: device.value };
    } catch (error) {
      return unexpected(error, line.command);
    }
  }

  async #answer(
    request: HttpRequest,
    account: Account,
    recognized: Recognized,
    trace: CommandTrace,
  ): Promise<HttpResponse> {
    const { line, version, scope, device } = recognized;
    const command = this.commands.get(line.command);
    if (command === undefined) return plain(501);
    const barred = this.#barred(line, request, device);
    if (barred !== undefined) return wbxml({ body: command.refusal(barred, version) });
    const { signal, body } = request;
    const traceparent = trace.traceparent === undefined ? {} : { traceparent: trace.traceparent };
    const context: CommandContext = { scope, account, device: device.id, version, signal, ...traceparent };
    const acceptMultiPart = line.parameters.acceptMultiPart || request.headers['ms-asacceptmultipart'] === 'T';
    try {
      return wbxml(await command.answer(body, { context, device, acceptMultiPart }));
    } catch (error) {
      if (error instanceof MessageError) return wbxml({ body: command.refusal(error.status, version) });
      if (error instanceof WbxmlError) return wbxml({ body: command.refusal(CommonStatus.InvalidWbxml, version) });
      return unexpected(error, line.command);
    }
  }

  /** Why the device may do nothing but provision itself. [MS-ASPROV] 3.1.5.2 */
  #barred(line: CommandRequestLine, request: HttpRequest, device: Device): number | undefined {
    if (line.command === 'Provision') return undefined;
    if (device.wipe === 'requested') return CommonStatus.RemoteWipeRequested;
    if (!this.settings.provisioning) return undefined;
    if (device.policyKey === undefined) return CommonStatus.DeviceNotProvisioned;
    const key = line.policyKey ?? Number(request.headers['x-ms-policykey'] ?? 0);
    return key === device.policyKey ? undefined : CommonStatus.InvalidPolicyKey;
  }
}

function requestLine({ query }: HttpRequest): CommandRequestLine | undefined {
  try {
    return decodeRequestLine(query);
  } catch (error) {
    if (error instanceof RequestLineError) return undefined;
    throw error;
  }
}

function plain(status: number, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return { status, headers, body: new Uint8Array() };
}

function wbxml({ body, contentType = wbxmlContentType }: CommandAnswer): HttpResponse {
  return { status: 200, headers: body.length === 0 ? {} : { 'content-type': contentType }, body };
}

/** What passes is to be tried again later; what does not is ours to see to. */
function unexpected(error: unknown, command: CommandName): HttpResponse {
  commandFailed.publish({ command, error });
  return isRetryable(error) ? plain(503, { 'retry-after': retryAfterSeconds }) : plain(500);
}
