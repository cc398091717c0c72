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
import { type Account, type Device, DomainError, type MailboxScope } from '@postbus/domain';
import { isRetryable } from '@postbus/errors';
import { PortError } from '@postbus/ports';
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
/** What the body of a request may say that it is. [MS-ASHTTP] 2.2.1.1.2.3 */
const requestContentType = /^application\/vnd\.ms-sync(?:\.wbxml)?\s*(?:;|$)/i;
const serverVersion = '16.1';
const retryAfterSeconds = '30';
const methods = 'OPTIONS, POST';
const versions = protocolVersions.join(',');

interface Recognized {
  readonly line: CommandRequestLine;
  readonly command: Command;
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
    if (request.method === 'OPTIONS') return plain(200, { ...this.#offer(), allow: methods, public: methods });
    if (request.method !== 'POST') return plain(405, { allow: methods });
    const recognized = await this.#recognize(request, account);
    if ('status' in recognized) return recognized;
    const { line } = recognized;
    const trace: CommandTrace = { command: line.command, waited: 0 };
    return commandChannel.tracePromise(async () => {
      const response = await this.#answer(request, account, recognized, trace);
      trace.status = response.status;
      return response;
    }, trace);
  }

  /** What the server speaks. [MS-ASHTTP] 2.2.4.1.2 */
  #offer(): Readonly<Record<string, string>> {
    return {
      'ms-server-activesync': serverVersion,
      'ms-asprotocolversions': versions,
      'ms-asprotocolcommands': [...this.commands.keys()].join(','),
    };
  }

  /** A Status where the command and its version could be read, else an HTTP status. [MS-ASHTTP] 2.2.2.1.1 */
  #misread({ code, status, read }: RequestLineError, { headers }: HttpRequest): HttpResponse {
    if (code === 'unknown-command') return plain(501);
    const version = read?.protocolVersion ?? headers['ms-asprotocolversion'] ?? '';
    const command = read === undefined ? undefined : this.commands.get(read.command);
    if (status === undefined || command === undefined || !isProtocolVersion(version)) return plain(400);
    return wbxml({ body: command.refusal(status, version) });
  }

  async #recognize(request: HttpRequest, account: Account): Promise<Recognized | HttpResponse> {
    const line = requestLine(request);
    if (line instanceof RequestLineError) return this.#misread(line, request);
    const version = line.protocolVersion ?? request.headers['ms-asprotocolversion'];
    if (version === undefined || !isProtocolVersion(version)) return plain(400, this.#offer());
    const command = this.commands.get(line.command);
    if (command === undefined) return plain(501);
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
      if (device === undefined) return wbxml({ body: command.refusal(CommonStatus.MaximumDevicesReached, version) });
      return { line, command, version, scope, device: device.value };
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
    const { line, command, version, scope, device } = recognized;
    const refused = this.#barred(line, request, device) ?? wrongContent(request);
    if (refused !== undefined) return wbxml({ body: command.refusal(refused, version) });
    const { signal, body } = request;
    const traceparent = trace.traceparent === undefined ? {} : { traceparent: trace.traceparent };
    const onWaited = (milliseconds: number): void => void (trace.waited += milliseconds);
    const context: CommandContext = { scope, account, device: device.id, version, onWaited, signal, ...traceparent };
    const acceptMultiPart = line.parameters.acceptMultiPart || request.headers['ms-asacceptmultipart'] === 'T';
    try {
      const answer = await command.answer(body, { context, device, acceptMultiPart });
      return wbxml(answer, answer.startsAnew === true ? { ...this.#offer(), 'x-ms-rp': versions } : {});
    } catch (error) {
      if (error instanceof MessageError) return wbxml({ body: command.refusal(error.status, version) });
      if (error instanceof WbxmlError) return wbxml({ body: command.refusal(CommonStatus.InvalidWbxml, version) });
      if (wasOvertaken(error)) return wbxml({ body: command.refusal(CommonStatus.ServerErrorRetryLater, version) });
      return unexpected(error, line.command);
    }
  }

  /** Why the device may do nothing but provision itself. [MS-ASPROV] 3.1.5.2 */
  #barred(line: CommandRequestLine, request: HttpRequest, device: Device): number | undefined {
    if (line.command === 'Provision') return undefined;
    if (device.wipe === 'requested') return CommonStatus.RemoteWipeRequested;
    if (!this.settings.provisioning) return undefined;
    const key = line.policyKey ?? Number(request.headers['x-ms-policykey'] ?? 0);
    if (device.policyKey === undefined || key === 0) return CommonStatus.DeviceNotProvisioned;
    return key === device.policyKey ? undefined : CommonStatus.InvalidPolicyKey;
  }
}

function requestLine({ query }: HttpRequest): CommandRequestLine | RequestLineError {
  try {
    return decodeRequestLine(query);
  } catch (error) {
    if (error instanceof RequestLineError) return error;
    throw error;
  }
}

/** A body that says to be something else is not read; one that says nothing is taken for WBXML. [MS-ASCMD] 2.2.2 */
function wrongContent({ body, headers }: HttpRequest): number | undefined {
  const contentType = headers['content-type'];
  if (body.length === 0 || contentType === undefined || requestContentType.test(contentType)) return undefined;
  return CommonStatus.InvalidContent;
}

function plain(status: number, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return { status, headers, body: new Uint8Array() };
}

function wbxml(
  { body, contentType = wbxmlContentType }: CommandAnswer,
  others: Readonly<Record<string, string>> = {},
): HttpResponse {
  return { status: 200, headers: { ...others, ...(body.length > 0 && { 'content-type': contentType }) }, body };
}

/** Whether another request of the same device changed its state meanwhile. */
function wasOvertaken(error: unknown): boolean {
  if (error instanceof PortError) return error.code === 'conflict';
  return error instanceof DomainError && error.code === 'changed-meanwhile';
}

/** What passes is to be tried again later; what does not is ours to see to. */
function unexpected(error: unknown, command: CommandName): HttpResponse {
  commandFailed.publish({ command, error });
  return isRetryable(error) ? plain(503, { 'retry-after': retryAfterSeconds }) : plain(500);
}
