/** Opens a mailbox by its id or an address, for tokens that may. */
import type { Account, Folder, MailboxScope, MessageRecord } from '@postbus/domain';
import type { Directory, MailStore } from '@postbus/ports';
import { ApiError } from './api-error.ts';
import { type ApiToken, opens } from './api-token.ts';

export interface OpenMailbox {
  readonly account: Account;
  readonly scope: MailboxScope;
}

export class MailboxAccess {
  constructor(
    private readonly directory: Directory,
    private readonly store: MailStore,
  ) {}

  /**
   * @param name id, address or alias
   * @throws {ApiError} `no-such-mailbox`, also where the token does not open it: nobody learns who else is here
   */
  async open(name: string, token: ApiToken): Promise<OpenMailbox> {
    const account = name.includes('@') ? await this.directory.resolve(name) : await this.directory.account(name);
    if (account === undefined || !opens(token, account))
      throw new ApiError('no-such-mailbox', 'there is no such mailbox, or the token does not open it');
    const principal = { kind: 'service', service: 'mailbox-api' } as const;
    return { account, scope: { tenant: account.tenant, principal, mailbox: account.mailbox } };
  }

  /** @param name id or role: `inbox`. @throws {ApiError} `no-such-folder` */
  async folder({ scope }: OpenMailbox, name: string): Promise<Folder> {
    const folder = /^\d+$/.test(name)
      ? await this.store.folder(scope, Number(name))
      : (await this.store.folders(scope)).find(({ role }) => role === name);
    if (folder === undefined) throw new ApiError('no-such-folder', `there is no folder ${name}`);
    return folder;
  }

  /** @throws {ApiError} `no-such-message` */
  async message({ scope }: OpenMailbox, id: number): Promise<MessageRecord> {
    const [record] = await this.store.messages(scope, [id]);
    if (record === undefined)
      throw new ApiError('no-such-message', `there is no message ${id}; one that moved has another id`);
    return record;
  }
}
