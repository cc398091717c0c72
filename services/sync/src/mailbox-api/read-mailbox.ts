/** What a mailbox holds, without contents: its folders, what came into one, and what changed there. */
import type { Folder, MessageRecord } from '@postbus/domain';
import type { FolderContentChange, MailStore } from '@postbus/ports';
import type { ApiToken } from './api-token.ts';
import type { MailboxAccess } from './mailbox-access.ts';

/** Where in a folder, and how much of it. */
export interface FolderPage {
  readonly mailbox: string;
  /** Id or role. */
  readonly folder: string;
  /** A message's id, or a change number; 0 for all. */
  readonly after: number;
  readonly limit: number;
}

export class ReadMailbox {
  constructor(
    private readonly access: MailboxAccess,
    private readonly store: MailStore,
  ) {}

  /** @throws {ApiError} `no-such-mailbox` */
  async mailbox(name: string, token: ApiToken) {
    const { account, scope } = await this.access.open(name, token);
    const [{ changeNumber }, folders] = [await this.store.mailbox(scope), await this.store.folders(scope)];
    return {
      mailbox: account.mailbox,
      address: account.address,
      aliases: account.aliases,
      changeNumber,
      folders: folders.map(folderRow),
    };
  }

  /**
   * What came into a folder after a message, in the order of ids: ask again from the last one.
   * @throws {ApiError} `no-such-mailbox`, `no-such-folder`
   */
  async arrivals({ mailbox, folder: name, after, limit }: FolderPage, token: ApiToken) {
    const open = await this.access.open(mailbox, token);
    const folder = await this.access.folder(open, name);
    const records = await this.store.arrivals(open.scope, folder.id, after, limit);
    return { messages: records.map(messageRow), next: records.at(-1)?.id ?? after, more: records.length === limit };
  }

  /**
   * What changed in a folder after a change number: messages new or changed, and which are gone.
   * @throws {ApiError} `no-such-mailbox`, `no-such-folder`
   */
  async changes({ mailbox, folder: name, after, limit }: FolderPage, token: ApiToken) {
    const open = await this.access.open(mailbox, token);
    const folder = await this.access.folder(open, name);
    const { changes, upTo, more } = await this.store.contentChanges(open.scope, folder.id, after, limit);
    return { changes: changes.map(changeRow), next: upTo, more };
  }

  /** @throws {ApiError} `no-such-mailbox`, `no-such-message` */
  async attachments(mailbox: string, message: number, token: ApiToken) {
    const open = await this.access.open(mailbox, token);
    const { summary } = await this.access.message(open, message);
    return {
      attachments: summary.attachments.map(
        ({ index, displayName, contentType, contentId, size, inline, hidden, method }) => ({
          number: index,
          name: displayName,
          mediaType: contentType,
          contentId,
          size,
          inline,
          hidden: hidden === true,
          method,
        }),
      ),
    };
  }
}

function folderRow({ id, parent, displayName, role, messages, unread }: Folder) {
  return { id, parent, name: displayName, role, messages, unread };
}

export function messageRow({ id, folder, changeNumber, received, read, summary, traceparent }: MessageRecord) {
  const { messageClass, subject, from, to, cc, messageId, size, attachments, submittedAt } = summary;
  return {
    id,
    folder,
    changeNumber,
    received: new Date(received).toISOString(),
    sent: submittedAt === undefined ? undefined : new Date(submittedAt).toISOString(),
    read,
    messageClass,
    subject,
    from,
    to,
    cc,
    messageId,
    size,
    attachments: attachments.length,
    traceparent,
  };
}

function changeRow(change: FolderContentChange) {
  const { changeNumber } = change;
  return change.kind === 'message'
    ? { changeNumber, message: messageRow(change.message) }
    : { changeNumber, gone: change.id, reason: change.reason };
}
