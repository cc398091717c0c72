/** MoveItems: each item by itself, so that one that fails holds up no other. [MS-ASCMD] 2.2.1.12 */
import { type MoveItemsRequest, type MoveItemsResponse, MoveItemsStatus } from '@postbus/activesync';
import { DomainError, type Folder, type MessageId, type MessageRecord, messageKindOf } from '@postbus/domain';
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
    const destination = await this.#destination(DstFldId, context);
    if (destination === undefined) return failed(MoveItemsStatus.InvalidDestination);
    const folder = destination.id;
    if (folder === source.folder) return failed(MoveItemsStatus.SameCollection);
    try {
      const moved = messages.get(source.message);
      if (moved !== undefined && (await this.#isOfQueue(moved, destination, context))) {
        return failed(MoveItemsStatus.CannotMove);
      }
      const message = await this.#apply(source.message, folder, context);
      if (message === undefined) return failed(MoveItemsStatus.CannotMove);
      return { SrcMsgId, Status: MoveItemsStatus.Success, DstMsgId: serverId({ folder, message }) };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return failed(statusOfFault[error.code] ?? MoveItemsStatus.CannotMove);
    }
  }

  async #destination(collectionId: string, { scope }: CommandContext): Promise<Folder | undefined> {
    const id = parseCollectionId(collectionId);
    const folder = id === undefined ? undefined : await this.store.folder(scope, id);
    return folder?.role === 'root' ? undefined : folder;
  }

  /** A text message is sent by its Add to the Outbox, and is there until it is known what became of it. [MS-ASMS] 3.1.5.1 */
  async #isOfQueue(message: MessageRecord, to: Folder, { scope }: CommandContext): Promise<boolean> {
    if (messageKindOf(message.summary.messageClass) !== 'text') return false;
    return to.role === 'outbox' || (await this.store.folder(scope, message.folder))?.role === 'outbox';
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
