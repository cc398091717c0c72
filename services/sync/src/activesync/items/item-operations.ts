/** ItemOperations: its operations one after another, each with its own Status. [MS-ASCMD] 2.2.1.10 */
import {
  type ItemOperation,
  type ItemOperationsRequest,
  type ItemOperationsResponse,
  ItemOperationsStatus,
  decodeMessage,
  encodeMessage,
  encodeMultipart,
  itemOperationsRequest,
  itemOperationsResponse,
  multipartContentType,
} from '@postbus/activesync';
import { concat } from '@postbus/bytes';
import type { CommandContext } from '../command-context.ts';
import type { Command } from '../http/commands.ts';
import { AnswerData } from './answer-data.ts';
import type { EmptyFolder } from './empty-folder.ts';
import type { Fetch } from './fetch.ts';

export interface ItemOperationsLimits {
  /** Operations of one request: stops one that keeps the server busy for hours. [MS-ASCMD] 3.1.5.10 */
  readonly operations: number;
  /** Bytes of bodies and attachments in one answer: stops many fetches of large things from filling memory. */
  readonly bytes: number;
}

export const defaultItemOperationsLimits: ItemOperationsLimits = { operations: 100, bytes: 64 * 1024 * 1024 };

export interface ItemOperationsAnswer {
  readonly response: ItemOperationsResponse;
  /** What the response points to by Part, from 1. */
  readonly parts: readonly Uint8Array[];
}

type Outcome = NonNullable<ItemOperationsResponse['Response']>[number];

export class ItemOperationsCommand {
  constructor(
    private readonly fetch: Fetch,
    private readonly emptyFolder: EmptyFolder,
    private readonly limits: ItemOperationsLimits = defaultItemOperationsLimits,
  ) {}

  /** @param multipart whether the client takes an answer in parts. [MS-ASHTTP] 2.2.1.1.2.5 */
  async execute(
    request: ItemOperationsRequest,
    context: CommandContext,
    { multipart }: { readonly multipart: boolean },
  ): Promise<ItemOperationsAnswer> {
    if (request.length > this.limits.operations) {
      return { response: { Status: ItemOperationsStatus.TooLarge }, parts: [] };
    }
    const data = new AnswerData(multipart, this.limits.bytes);
    const Response: Outcome[] = [];
    for (const operation of request) Response.push(await this.#do(operation, data, context));
    return { response: { Status: ItemOperationsStatus.Success, Response }, parts: data.parts };
  }

  async #do(operation: ItemOperation, data: AnswerData, context: CommandContext): Promise<Outcome> {
    if (operation.kind === 'Fetch') return this.fetch.execute(operation, data, context);
    if (operation.kind === 'EmptyFolderContents') return this.emptyFolder.execute(operation, context);
    return notMoved(operation.ConversationId);
  }
}

/** Conversations are not moved for good here. [MS-ASCON] 2.2.2.10 */
function notMoved(ConversationId: Uint8Array): Outcome {
  return { kind: 'Move', Status: ItemOperationsStatus.MoveDestinationInvalid, ConversationId };
}

/** The command over HTTP: in parts where the client takes them. [MS-ASCMD] 2.2.1.10.1 */
export function itemOperations(command: ItemOperationsCommand): Command {
  return {
    answer: async (body, { context, acceptMultiPart: multipart }) => {
      const { version } = context;
      const request = decodeMessage(itemOperationsRequest, body, { version });
      const { response, parts } = await command.execute(request, context, { multipart });
      const wbxml = encodeMessage(itemOperationsResponse, response, version);
      if (!multipart) return { body: wbxml };
      return { body: concat([...encodeMultipart([wbxml, ...parts])]), contentType: multipartContentType };
    },
    refusal: (Status, version) => encodeMessage(itemOperationsResponse, { Status }, version),
  };
}
