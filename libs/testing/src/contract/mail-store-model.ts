/** A mailbox as plain maps, driven beside a store by the same random operations, while readers follow the store. */
import type { FolderId, MailboxScope, MessageId, Operation, OperationResult } from '@postbus/domain';
import fc from 'fast-check';
import { expect } from 'vitest';
import { type Stores, folderIdOf, folderOf, messageOf, newMessage } from './mail-store-fixture.ts';
import { PagingReader, RoundReader, heldOf } from './mail-store-reader.ts';

/** Numbers choose among what is there, whatever that is then. */
const pick = fc.nat(1000);
const operation = fc.record({
  do: fc.constantFrom(
    ...(['insert', 'insert', 'insert', 'insert', 'read', 'read', 'unread', 'update', 'move', 'move', 'copy'] as const),
    ...(['delete', 'delete', 'create-folder', 'delete-folder', 'fail'] as const),
  ),
  pick,
  to: pick,
});

/** Several operations in one apply, or a step of a reader: a page, or a whole round of pages. */
export const modelCommand = fc.oneof(
  { weight: 4, arbitrary: fc.array(operation, { minLength: 1, maxLength: 4 }) },
  {
    weight: 2,
    arbitrary: fc.record({ read: fc.constant('page' as const), pick, limit: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ read: fc.constant('round' as const), pick, limit: fc.integer({ min: 1, max: 4 }) }),
  },
);
type ModelOperation = typeof operation extends fc.Arbitrary<infer T> ? T : never;
export type ModelCommand = typeof modelCommand extends fc.Arbitrary<infer T> ? T : never;

interface ModelMessage {
  readonly folder: FolderId;
  readonly subject: string;
  readonly read: boolean;
}

class ModelState {
  readonly parents: Map<FolderId, FolderId>;
  readonly messages: Map<MessageId, ModelMessage>;

  constructor(from?: ModelState) {
    this.parents = new Map(from?.parents);
    this.messages = new Map(from?.messages);
  }

  isBelow(folder: FolderId, above: FolderId): boolean {
    const parent = this.parents.get(folder);
    if (folder === above) return true;
    return parent !== undefined && parent !== folder && this.isBelow(parent, above);
  }

  in(folder: FolderId): Map<MessageId, string> {
    const there = [...this.messages].filter(([, message]) => message.folder === folder);
    return new Map(there.map(([id, { subject, read }]) => [id, `${subject}/${read}`]));
  }
}

/** One apply as the model expects it. */
interface Expected {
  readonly after: ModelState;
  readonly operations: Operation[];
  /** What the result of each operation tells the model: the ids that the store gave. */
  readonly learn: ((result: OperationResult) => void)[];
  fails: boolean;
}

export class MailboxModel {
  readonly #stores: Stores;
  readonly #scope: MailboxScope;
  readonly #special: ReadonlySet<FolderId>;
  readonly #followed: readonly {
    readonly folder: FolderId;
    readonly round: RoundReader;
    readonly paging: PagingReader;
  }[];
  #state = new ModelState();
  #hierarchy = new Map<FolderId, FolderId>();
  #hierarchyNumber = 0;
  #names = 0;

  static async open(stores: Stores, scope: MailboxScope): Promise<MailboxModel> {
    const folders = await stores.mailStore.folders(scope);
    const followed = [await folderOf(stores, scope, 'inbox'), await folderOf(stores, scope, 'junk')];
    const model = new MailboxModel(
      stores,
      scope,
      folders.map(({ id }) => id),
      followed.map(({ id }) => id),
    );
    for (const { id, parent } of folders) model.#state.parents.set(id, parent);
    return model;
  }

  private constructor(
    stores: Stores,
    scope: MailboxScope,
    special: readonly FolderId[],
    followed: readonly FolderId[],
  ) {
    this.#stores = stores;
    this.#scope = scope;
    this.#special = new Set(special);
    this.#followed = followed.map((folder) => ({ folder, round: new RoundReader(), paging: new PagingReader() }));
  }

  async run(command: ModelCommand): Promise<void> {
    if (Array.isArray(command)) return this.#apply(command);
    const { folder, round, paging } = chosen(this.#followed, command.pick);
    if (command.read === 'page') {
      await paging.page(this.#stores.mailStore, this.#scope, folder, command.limit);
      return;
    }
    await round.round(this.#stores.mailStore, this.#scope, folder, command.limit);
    expect(round.held).toEqual(this.#state.in(folder));
    await this.#followHierarchy();
  }

  /** Lets every reader come to the end, and compares all that the store tells with the model. */
  async check(): Promise<void> {
    const { mailStore } = this.#stores;
    for (const { folder, round, paging } of this.#followed) {
      await round.round(mailStore, this.#scope, folder, 3);
      await paging.finish(mailStore, this.#scope, folder);
      expect(round.held).toEqual(this.#state.in(folder));
      expect(paging.held).toEqual(this.#state.in(folder));
    }
    await this.#followHierarchy();
    for (const folder of await mailStore.folders(this.#scope)) {
      const expected = this.#state.in(folder.id);
      const listed = await mailStore.list(this.#scope, folder.id, { limit: 1000 });
      expect(new Map(listed.map((message) => [message.id, heldOf(message)]))).toEqual(expected);
      const unread = [...expected.values()].filter((held) => held.endsWith('/false')).length;
      expect(folder).toMatchObject({ messages: expected.size, unread, parent: this.#state.parents.get(folder.id) });
    }
  }

  async #followHierarchy(): Promise<void> {
    const { changed, deleted, upTo } = await this.#stores.mailStore.hierarchyChanges(
      this.#scope,
      this.#hierarchyNumber,
    );
    for (const { id, parent } of changed) this.#hierarchy.set(id, parent);
    for (const id of deleted) this.#hierarchy.delete(id);
    this.#hierarchyNumber = upTo;
    expect(this.#hierarchy).toEqual(this.#state.parents);
  }

  async #apply(operations: readonly ModelOperation[]): Promise<void> {
    const expected: Expected = { after: new ModelState(this.#state), operations: [], learn: [], fails: false };
    for (const operation of operations) this.#expect(operation, expected);
    const applying = this.#stores.mailStore.apply(this.#scope, expected.operations);
    if (expected.fails) {
      await expect(applying).rejects.toMatchObject({ name: 'DomainError' });
      return;
    }
    const { results } = await applying;
    results.forEach((result, index) => expected.learn[index]?.(result));
    for (const [id, { folder }] of expected.after.messages) {
      if (!expected.after.parents.has(folder)) expected.after.messages.delete(id);
    }
    this.#state = expected.after;
  }

  #expect(wanted: ModelOperation, expected: Expected): void {
    const { messages, parents } = expected.after;
    const folder = chosen([...this.#state.parents.keys()], wanted.to);
    const id = chosen([...this.#state.messages.keys(), 0xffff_ffff], wanted.do === 'fail' ? -1 : wanted.pick);
    const message = messages.get(id);
    const does = (
      operation: Operation,
      possible: boolean,
      learn: (result: OperationResult) => void = () => undefined,
    ) => {
      expected.operations.push(operation);
      expected.learn.push(learn);
      expected.fails ||= !possible;
    };
    switch (wanted.do) {
      case 'insert': {
        const subject = this.#newName();
        const made = { folder, subject, read: wanted.pick % 2 === 0 };
        const insert = { do: 'insert-message', folder, message: newMessage(made) } as const;
        return does(insert, parents.has(folder), (result) => messages.set(messageOf(result), made));
      }
      case 'read':
      case 'unread': {
        const read = wanted.do === 'read';
        if (message !== undefined) messages.set(id, { ...message, read });
        return does({ do: 'set-read', id, read }, message !== undefined);
      }
      case 'update': {
        const subject = this.#newName();
        if (message !== undefined) messages.set(id, { ...message, subject });
        return does({ do: 'update-message', id, message: newMessage({ subject }) }, message !== undefined);
      }
      case 'move': {
        const stays = message?.folder === folder;
        if (!stays) messages.delete(id);
        return does({ do: 'move-message', id, to: folder }, message !== undefined && parents.has(folder), (result) => {
          if (!stays && message !== undefined) messages.set(messageOf(result), { ...message, folder });
        });
      }
      case 'copy':
        return does({ do: 'copy-message', id, to: folder }, message !== undefined && parents.has(folder), (result) => {
          if (message !== undefined) messages.set(messageOf(result), { ...message, folder });
        });
      case 'delete':
      case 'fail':
        messages.delete(id);
        return does({ do: 'delete-message', id }, message !== undefined);
      case 'create-folder':
        return does(
          { do: 'create-folder', parent: folder, displayName: this.#newName() },
          parents.has(folder),
          (result) => parents.set(folderIdOf(result), folder),
        );
      case 'delete-folder': {
        const possible = parents.has(folder) && !this.#special.has(folder);
        if (possible) this.#deleteFolder(expected.after, folder);
        return does({ do: 'delete-folder', id: folder }, possible);
      }
    }
  }

  #deleteFolder(state: ModelState, folder: FolderId): void {
    const gone = [...state.parents.keys()].filter((each) => state.isBelow(each, folder));
    for (const each of gone) {
      for (const id of state.in(each).keys()) state.messages.delete(id);
      state.parents.delete(each);
    }
  }

  #newName(): string {
    this.#names += 1;
    return `number ${this.#names}`;
  }
}

function chosen<Item>(items: readonly Item[], pick: number): Item {
  return items.at(pick % items.length) as Item;
}
