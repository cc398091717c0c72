/** EmptyFolderContents: removes what is in a folder for good, and the folders below it where that is told. [MS-ASCMD] 2.2.3.58 */
import { type ItemOperation, type ItemOperationsResponse, ItemOperationsStatus } from '@postbus/activesync';
import { DomainError, type FolderId } from '@postbus/domain';
import type { MailStore } from '@postbus/ports';
import type { CommandContext } from '../command-context.ts';
import { parseCollectionId } from '../server-id.ts';

export type EmptyFolderRequest = Extract<ItemOperation, { kind: 'EmptyFolderContents' }>;
export type EmptiedFolder = Extract<
  NonNullable<ItemOperationsResponse['Response']>[number],
  { kind: 'EmptyFolderContents' }
>;

/** Messages that one step removes: other writers wait no longer than that takes. */
const atOnce = 200;

export class EmptyFolder {
  constructor(private readonly store: MailStore) {}

  /** What comes while it works stays. */
  async execute({ CollectionId, Options }: EmptyFolderRequest, context: CommandContext): Promise<EmptiedFolder> {
    const answer = (Status: number): EmptiedFolder => ({ kind: 'EmptyFolderContents', Status, CollectionId });
    const id = parseCollectionId(CollectionId);
    const folder = id === undefined ? undefined : await this.store.folder(context.scope, id);
    if (folder === undefined || folder.role === 'root') return answer(ItemOperationsStatus.NotFound);
    await this.#removeMessages(folder.id, context);
    const whole = Options?.DeleteSubFolders === undefined || (await this.#removeFolders(folder.id, context));
    return answer(whole ? ItemOperationsStatus.Success : ItemOperationsStatus.PartialSuccess);
  }

  async #removeMessages(folder: FolderId, { scope, signal, traceparent }: CommandContext): Promise<void> {
    const { changeNumber: maxId } = await this.store.mailbox(scope);
    for (;;) {
      signal.throwIfAborted();
      const messages = await this.store.list(scope, folder, { maxId, limit: atOnce });
      if (messages.length === 0) return;
      await this.#apply(() =>
        this.store.apply(
          scope,
          messages.map(({ id }) => ({ do: 'delete-message', id })),
          traceparent === undefined ? {} : { traceparent },
        ),
      );
    }
  }

  /** @returns whether all are gone: special ones stay */
  async #removeFolders(parent: FolderId, { scope }: CommandContext): Promise<boolean> {
    const below = (await this.store.folders(scope)).filter((folder) => folder.parent === parent);
    const ordinary = below.filter(({ role }) => role === undefined);
    for (const { id } of ordinary) await this.#apply(() => this.store.apply(scope, [{ do: 'delete-folder', id }]));
    return ordinary.length === below.length;
  }

  /** What someone else removed meanwhile is not there any more, as is wanted. */
  async #apply(step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
    } catch (error) {
      const gone =
        error instanceof DomainError && (error.code === 'no-such-message' || error.code === 'no-such-folder');
      if (!gone) throw error;
    }
  }
}
