/** Text messages of a mailbox, for tokens that open it: sent, looked at, changed and taken back. */
import { randomUUID } from 'node:crypto';
import { derivedEventId } from '@postbus/contracts';
import { type TextMessageState, textMessageStates } from '@postbus/domain';
import type { MmsMedia } from '@postbus/oxosmms';
import type { BlobStore, MailStore, TextMessageStore } from '@postbus/ports';
import {
  type CancelSubmission,
  type FindSubmission,
  type ReleaseMessage,
  type ReviseSubmission,
  type SendTextMessage,
  type SubmissionRevision,
  type SubmissionStatus,
  type WrittenTextMessage,
  statusOf,
  submissionStatus,
} from '@postbus/text-messages';
import { ApiError } from '../mailbox-api/api-error.ts';
import type { ApiToken } from '../mailbox-api/api-token.ts';
import type { MailboxAccess, OpenMailbox } from '../mailbox-api/mailbox-access.ts';
import { type Idempotency, KeysInUse } from './idempotency-key.ts';

export interface TextMessagePorts {
  readonly textMessages: TextMessageStore;
  readonly store: MailStore;
  readonly blobs: BlobStore;
}

export interface TextMessageUses {
  readonly send: SendTextMessage;
  readonly find: FindSubmission;
  readonly cancel: CancelSubmission;
  readonly revise: ReviseSubmission;
  readonly release: ReleaseMessage;
}

export interface SentByApi {
  readonly id: string;
  /** The object in the Outbox. */
  readonly message: number;
}

export interface TextMessageList {
  /** One an entry; those of one submission have its id. */
  readonly textMessages: readonly SubmissionStatus[];
  /** What to ask for next, where there may be more. */
  readonly next?: string;
}

/** Bytes of an attachment from which on it lies beside its message. */
const largeContent = 16_384;

export class TextMessages {
  readonly #keys = new KeysInUse();

  constructor(
    private readonly access: MailboxAccess,
    private readonly ports: TextMessagePorts,
    private readonly uses: TextMessageUses,
    /** Names of the tokens that may do more than look. */
    private readonly senders: ReadonlySet<string>,
  ) {}

  /**
   * @param idempotency by which two requests of a token for a mailbox are one
   * @throws {ApiError} `no-such-mailbox`, `may-not-send`, `key-in-use`; {TextMessageError} `not-a-number`, `id-taken`
   *   where the key came with something else
   */
  async send(
    mailbox: string,
    written: WrittenTextMessage,
    idempotency: Idempotency | undefined,
    token: ApiToken,
  ): Promise<SentByApi> {
    const open = await this.#openToSend(mailbox, token);
    if (idempotency === undefined) return this.#send(open, written, { id: randomUUID() });
    const { key, fingerprint } = idempotency;
    const id = derivedEventId('text-api', token.name, open.account.mailbox, key);
    return this.#keys.whileHolding(id, () => this.#send(open, written, { id, fingerprint }));
  }

  /** @throws {ApiError} `no-such-mailbox`; {TextMessageError} `no-such-text-message` */
  async status(mailbox: string, id: string, token: ApiToken): Promise<SubmissionStatus> {
    const { scope } = await this.access.open(mailbox, token);
    return submissionStatus(this.ports.store, scope, await this.uses.find.execute(scope, id));
  }

  /**
   * Newest first; what was submitted this moment may be missing.
   * @throws {ApiError} `no-such-mailbox`, `bad-request` where a state is none
   */
  async list(
    mailbox: string,
    {
      after,
      limit,
      states,
    }: { readonly after?: string | undefined; readonly limit: number; readonly states?: string | undefined },
    token: ApiToken,
  ): Promise<TextMessageList> {
    const { account } = await this.access.open(mailbox, token);
    const found = await this.ports.textMessages.list(account.mailbox, {
      limit,
      ...(after !== undefined && { after }),
      ...(states !== undefined && { states: states.split(',').map(stateOf) }),
    });
    const next = found.length === limit ? found.at(-1)?.id : undefined;
    return { textMessages: found.map((one) => statusOf([one])), ...(next !== undefined && { next }) };
  }

  /** @throws {ApiError} `no-such-mailbox`, `may-not-send`; {TextMessageError} `no-such-text-message`, `not-waiting` */
  async cancel(mailbox: string, id: string, token: ApiToken): Promise<SubmissionStatus> {
    const { scope } = await this.#openToSend(mailbox, token);
    return submissionStatus(this.ports.store, scope, await this.uses.cancel.execute(scope, id));
  }

  /** @throws as `cancel`, and {TextMessageError} `not-planned` */
  async revise(mailbox: string, id: string, revision: SubmissionRevision, token: ApiToken): Promise<SubmissionStatus> {
    const { scope } = await this.#openToSend(mailbox, token);
    return submissionStatus(this.ports.store, scope, await this.uses.revise.execute(scope, id, revision));
  }

  /**
   * @throws as `cancel`, and {TextMessageError} `not-unknown`; `may-not-send` where a carrier may have it, and the
   *   settings do not let it go again; `no-such-message`
   */
  async resend(mailbox: string, id: string, token: ApiToken): Promise<SubmissionStatus> {
    const { scope } = await this.#openToSend(mailbox, token);
    return submissionStatus(this.ports.store, scope, await this.uses.release.execute(scope, id));
  }

  async #openToSend(mailbox: string, token: ApiToken): Promise<OpenMailbox> {
    const open = await this.access.open(mailbox, token);
    if (!this.senders.has(token.name))
      throw new ApiError('may-not-send', 'the token may look, and send nothing: it is not among sync.api.textTokens');
    return open;
  }

  async #send(
    { account, scope }: OpenMailbox,
    written: WrittenTextMessage,
    named: { readonly id: string; readonly fingerprint?: string },
  ): Promise<SentByApi> {
    const attachments = await Promise.all((written.attachments ?? []).map((medium) => this.#kept(medium)));
    const { item } = await this.uses.send.execute(
      account,
      scope,
      { ...written, attachments },
      { ...named, source: 'api' },
    );
    return { id: named.id, message: item };
  }

  async #kept(medium: MmsMedia): Promise<MmsMedia> {
    const { content } = medium;
    if (!(content instanceof Uint8Array) || content.length < largeContent) return medium;
    return { ...medium, content: { in: 'blob', ...(await this.ports.blobs.put(content)) } };
  }
}

function stateOf(written: string): TextMessageState {
  const state = textMessageStates.find((one) => one === written);
  if (state === undefined) throw new ApiError('bad-request', `a state is one of ${textMessageStates.join(', ')}`);
  return state;
}
