/** The table of commands: how each is read, done and answered. */
import {
  type CommandName,
  type Message,
  type ProtocolVersion,
  type FolderCreateRequest,
  type FolderCreateResponse,
  type FolderDeleteRequest,
  type FolderDeleteResponse,
  type FolderSyncRequest,
  type FolderSyncResponse,
  type FolderUpdateRequest,
  type FolderUpdateResponse,
  type GetItemEstimateRequest,
  type GetItemEstimateResponse,
  type MoveItemsRequest,
  type MoveItemsResponse,
  type PingRequest,
  type PingResponse,
  type ProvisionRequest,
  type ProvisionResponse,
  type SendMailRequest,
  type SendMailResponse,
  type SettingsRequest,
  type SettingsResponse,
  type SmartForwardRequest,
  type SmartForwardResponse,
  type SmartReplyRequest,
  type SmartReplyResponse,
  type SyncRequest,
  type SyncResponse,
  decodeMessage,
  encodeMessage,
  folderCreateRequest,
  folderCreateResponse,
  folderDeleteRequest,
  folderDeleteResponse,
  folderSyncRequest,
  folderSyncResponse,
  folderUpdateRequest,
  folderUpdateResponse,
  getItemEstimateRequest,
  getItemEstimateResponse,
  moveItemsRequest,
  moveItemsResponse,
  pingRequest,
  pingResponse,
  provisionRequest,
  provisionResponse,
  sendMailRequest,
  sendMailResponse,
  settingsRequest,
  settingsResponse,
  smartForwardRequest,
  smartForwardResponse,
  smartReplyRequest,
  smartReplyResponse,
  syncRequest,
  syncResponse,
} from '@postbus/activesync';
import type { Device } from '@postbus/domain';
import type { CommandContext } from '../command-context.ts';

/** What an exchange gives the HTTP answer; an empty body where there is nothing to say. */
export interface CommandAnswer {
  readonly body: Uint8Array;
  readonly contentType?: string;
  /** Whether the client begins again from nothing: it is told what the server speaks. [MS-ASHTTP] 3.2.5.1 */
  readonly startsAnew?: boolean;
}

export interface Exchange {
  readonly context: CommandContext;
  readonly device: Device;
  readonly acceptMultiPart: boolean;
}

export interface Command {
  /** Does what `body` says. @throws {MessageError}, {WbxmlError} where it is not the command's request */
  readonly answer: (body: Uint8Array, exchange: Exchange) => Promise<CommandAnswer>;
  /** The answer that holds a Status and nothing else. */
  readonly refusal: (status: number, version: ProtocolVersion) => Uint8Array;
}

export const nothing: CommandAnswer = { body: new Uint8Array() };

/**
 * A command of which both messages are described.
 * @param execute gets undefined for an empty body, and gives undefined for one
 * @param startsAnew whether a client that sends the request begins again from nothing
 */
export function described<Request, Response>(
  request: Message<Request>,
  response: Message<Response>,
  whenEmpty: 'allowed' | 'refused',
  execute: (request: Request | undefined, exchange: Exchange) => Promise<Response | undefined>,
  startsAnew: (request: NoInfer<Request>) => boolean = () => false,
): Command {
  return {
    answer: async (body, exchange) => {
      const { version } = exchange.context;
      const empty = body.length === 0 && whenEmpty === 'allowed';
      const wanted = empty ? undefined : decodeMessage(request, body, { version });
      const value = await execute(wanted, exchange);
      if (value === undefined) return nothing;
      const anew = wanted !== undefined && startsAnew(wanted);
      return { body: encodeMessage(response, value, version), ...(anew && { startsAnew: true }) };
    },
    refusal: (status, version) => encodeMessage(response, { Status: status } as Response, version),
  };
}

/** One that must have a body. */
function withBody<Request, Response>(
  request: Message<Request>,
  response: Message<Response>,
  execute: (request: Request, exchange: Exchange) => Promise<Response | undefined>,
  startsAnew?: (request: NoInfer<Request>) => boolean,
): Command {
  return described(request, response, 'refused', (value, exchange) => execute(value as Request, exchange), startsAnew);
}

interface Handler<Request, Response> {
  execute(request: Request, context: CommandContext): Promise<Response>;
}

/** What does the commands; each is a use case. An undefined request or response is an empty body. */
export interface CommandHandlers {
  readonly sync: Handler<SyncRequest | undefined, SyncResponse | undefined>;
  readonly ping: Handler<PingRequest | undefined, PingResponse>;
  readonly folderSync: Handler<FolderSyncRequest, FolderSyncResponse>;
  readonly folderChanges: {
    create(request: FolderCreateRequest, context: CommandContext): Promise<FolderCreateResponse>;
    update(request: FolderUpdateRequest, context: CommandContext): Promise<FolderUpdateResponse>;
    delete(request: FolderDeleteRequest, context: CommandContext): Promise<FolderDeleteResponse>;
  };
  readonly provision: {
    execute(request: ProvisionRequest, device: Device, context: CommandContext): Promise<ProvisionResponse>;
  };
  readonly settings: Handler<SettingsRequest, SettingsResponse>;
  readonly getItemEstimate: Handler<GetItemEstimateRequest, GetItemEstimateResponse>;
  readonly moveItems: Handler<MoveItemsRequest, MoveItemsResponse>;
  readonly sendMail: Handler<SendMailRequest, SendMailResponse | undefined>;
  readonly smartReply: Handler<SmartReplyRequest, SmartReplyResponse | undefined>;
  readonly smartForward: Handler<SmartForwardRequest, SmartForwardResponse | undefined>;
  readonly itemOperations: Command;
}

export function commandTable(handlers: CommandHandlers): ReadonlyMap<CommandName, Command> {
  const { folderChanges } = handlers;
  return new Map<CommandName, Command>([
    [
      'Sync',
      described(syncRequest, syncResponse, 'allowed', (request, { context }) =>
        handlers.sync.execute(request, context),
      ),
    ],
    [
      'Ping',
      described(pingRequest, pingResponse, 'allowed', (request, { context }) =>
        handlers.ping.execute(request, context),
      ),
    ],
    [
      'FolderSync',
      withBody(
        folderSyncRequest,
        folderSyncResponse,
        (request, { context }) => handlers.folderSync.execute(request, context),
        ({ SyncKey }) => SyncKey === '0',
      ),
    ],
    [
      'FolderCreate',
      withBody(folderCreateRequest, folderCreateResponse, (request, { context }) =>
        folderChanges.create(request, context),
      ),
    ],
    [
      'FolderUpdate',
      withBody(folderUpdateRequest, folderUpdateResponse, (request, { context }) =>
        folderChanges.update(request, context),
      ),
    ],
    [
      'FolderDelete',
      withBody(folderDeleteRequest, folderDeleteResponse, (request, { context }) =>
        folderChanges.delete(request, context),
      ),
    ],
    [
      'Provision',
      withBody(provisionRequest, provisionResponse, (request, { device, context }) =>
        handlers.provision.execute(request, device, context),
      ),
    ],
    [
      'Settings',
      withBody(settingsRequest, settingsResponse, (request, { context }) =>
        handlers.settings.execute(request, context),
      ),
    ],
    [
      'GetItemEstimate',
      withBody(getItemEstimateRequest, getItemEstimateResponse, (request, { context }) =>
        handlers.getItemEstimate.execute(request, context),
      ),
    ],
    [
      'MoveItems',
      withBody(moveItemsRequest, moveItemsResponse, (request, { context }) =>
        handlers.moveItems.execute(request, context),
      ),
    ],
    [
      'SendMail',
      withBody(sendMailRequest, sendMailResponse, (request, { context }) =>
        handlers.sendMail.execute(request, context),
      ),
    ],
    [
      'SmartReply',
      withBody(smartReplyRequest, smartReplyResponse, (request, { context }) =>
        handlers.smartReply.execute(request, context),
      ),
    ],
    [
      'SmartForward',
      withBody(smartForwardRequest, smartForwardResponse, (request, { context }) =>
        handlers.smartForward.execute(request, context),
      ),
    ],
    ['ItemOperations', handlers.itemOperations],
  ]);
}
