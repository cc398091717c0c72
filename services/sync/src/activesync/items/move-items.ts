/** MoveItems: each item by itself, so that one that fails holds up no other. [MS-ASCMD] 2.2.1.12 */
import { type MoveItemsRequest, type MoveItemsResponse, MoveItemsStatus } from '@postbus/activesync';
import { DomainError, type MessageId, type MessageRecord } from '@postbus/domain';
import type { MailStore } from '@postbus/ports';
import type { CommandContext } from '../command-context.ts';
import { type ItemId, parseCollectionId, parseServerId, serverId } from '../server-id.ts';

type Move = MoveItemsRequest['Move'][number];
type Moved = NonNullable<MoveItemsResponse['Response']>[number];

const statusOfFault: Partial<Record<DomainError['code'], number>> = {
  'no-such-message': MoveItemsStatus.InvalidSource,
  'no-such-folder': MoveItemsStatus.InvalidDestination,
};

export interface MoveItemsLimits {
  /** Items of one request: stops one that keeps all other writers waiting. */
  readonly items: number;
}

export class MoveItemsCommand {
  constructor(
    private readonly store: MailStore,
    private readonly limits: MoveItemsLimits = { items: 1000 },
  ) {}

  /** A move that comes again is answered as the first time. */
  async execute({ Move: moves }: MoveItemsRequest, context: CommandContext): Promise<MoveItemsResponse> {
    const taken = moves.slice(0, this.limits.items);
    const ids = taken.map(({ SrcMsgId }) => parseServerId(SrcMsgId));
    const present = await this.store.messages(
      context.scope,
      ids.flatMap((id) => id?.message ?? []),
    );
    const messages = new Map(present.map((message) => [message.id, message]));
    const moved = await Promise.all(taken.map((move, index) => this.#move(move, ids[index], messages, context)));
    const left = moves.slice(this.limits.items);
    const Status = MoveItemsStatus.CannotMove;
    return { Response: [...moved, ...left.map(({ SrcMsgId }) => ({ SrcMsgId, Status }))] };
  }

  async #move(
    { SrcMsgId, SrcFldId, DstFldId }: Move,
    source: ItemId | undefined,
    messages: ReadonlyMap<MessageId, MessageRecord>,
    context: CommandContext,
  ): Promise<Moved> {
    const failed = (Status: number): Moved => ({ SrcMsgId, Status });
    if (source === undefined || parseCollectionId(SrcFldId) !== source.folder) {
      return failed(MoveItemsStatus.InvalidSource);
    }
    const elsewhere = (messages.get(source.message)?.folder ?? source.folder) !== source.folder;
    if (elsewhere) return failed(MoveItemsStatus.InvalidSource);
    const to = parseCollectionId(DstFldId);
    if (to === undefined || !(await this.#takesItems(to, context))) return failed(MoveItemsStatus.InvalidDestination);
    if (to === source.folder) return failed(MoveItemsStatus.SameCollection);
    try {
      const folder = to;
      const message = await this.#apply(source.message, to, context);
      if (message === undefined) return failed(MoveItemsStatus.CannotMove);
      return { SrcMsgId, Status: MoveItemsStatus.Success, DstMsgId: serverId({ folder, message }) };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return failed(statusOfFault[error.code] ?? MoveItemsStatus.CannotMove);
    }
  }

  async #takesItems(id: number, { scope }: CommandContext): Promise<boolean> {
    const folder = await this.store.folder(scope, id);
    return folder !== undefined && folder.role !== 'root';
  }

  /** The id that the message has where it went. */
  async #apply(
    id: MessageId,
    to: number,
    { scope, device, traceparent }: CommandContext,
  ): Promise<MessageId | undefined> {
    const { results } = await this.store.apply(scope, [{ do: 'move-message', id, to }], {
      dedupe: [`move/${device}/${id}/${to}`],
      ...(traceparent !== undefined && { traceparent }),
    });
    return results[0]?.message;
  }
}
