/** The operations on text messages of any mailbox. */
import { randomUUID } from 'node:crypto';
import type { Account, MailboxScope } from '@postbus/domain';
import type { Directory, MailStore, TextMessageStore } from '@postbus/ports';
import {
  type CancelSubmission,
  type FindSubmission,
  type FoundSubmission,
  type ReleaseMessage,
  type SendTextMessage,
  type SubmissionStatus,
  TextMessageError,
  statusOf,
  submissionStatus,
} from '@postbus/text-messages';
import type { Administration } from '../operations.ts';
import { accountNamed, scopeOf } from './account-scope.ts';
import type { TextMessage } from './text-operations.ts';

export interface MessagePorts {
  readonly directory: Directory;
  readonly mailStore: MailStore;
  readonly textMessages: TextMessageStore;
  readonly send: SendTextMessage;
  readonly find: FindSubmission;
  readonly cancel: CancelSubmission;
  readonly release: ReleaseMessage;
}

type MessageOperations = Pick<
  Administration,
  | 'sendTextMessage'
  | 'listTextMessages'
  | 'getTextMessage'
  | 'cancelTextMessage'
  | 'resendTextMessage'
  | 'countTextMessages'
>;

export function messageOperations(ports: MessagePorts): MessageOperations {
  const { directory, mailStore, textMessages, send, find, cancel, release } = ports;
  const existing = (address: string): Promise<Account> => accountNamed(directory, address);
  const scopeOfMessage = async ({ id, address }: Named): Promise<MailboxScope> => {
    if (address !== undefined) return scopeOf(await existing(address));
    const name = id.toLowerCase();
    const [known = await textMessages.message(name)] = await textMessages.ofSubmission(name);
    if (known !== undefined) return scopeOf(known.value);
    throw new TextMessageError(
      'no-such-text-message',
      `there is no text message ${id}; one that sms-dispatch has not looked at yet is found with the address that sent it`,
    );
  };
  const told = async (named: Named, run: (scope: MailboxScope) => Promise<FoundSubmission>): Promise<TextMessage> => {
    const scope = await scopeOfMessage(named);
    return viewOf(await submissionStatus(mailStore, scope, await run(scope)));
  };
  return {
    sendTextMessage: async ({ address, to, text, sender, by, at, validFor }) => {
      const account = await existing(address);
      const id = randomUUID();
      const { item } = await send.execute(
        account,
        scopeOf(account),
        {
          to: to.map((number) => ({ number })),
          text,
          ...(sender !== undefined && { from: sender }),
          ...(by !== undefined && { by }),
          ...(at !== undefined && { at: Date.parse(at) }),
          ...(validFor !== undefined && { validFor }),
        },
        { id, source: 'command' },
      );
      return { id, message: item };
    },
    listTextMessages: async ({ address, after, state, limit }) => {
      const { mailbox } = await existing(address);
      const most = Number(limit ?? 100);
      const found = await textMessages.list(mailbox, {
        limit: most,
        ...(after !== undefined && { after }),
        ...(state !== undefined && { states: [state] }),
      });
      const next = found.length === most ? found.at(-1)?.id : undefined;
      return { textMessages: found.map((one) => viewOf(statusOf([one]))), ...(next !== undefined && { next }) };
    },
    getTextMessage: (named) => told(named, (scope) => find.execute(scope, named.id)),
    cancelTextMessage: (named) => told(named, (scope) => cancel.execute(scope, named.id)),
    resendTextMessage: (named) => told(named, (scope) => release.execute(scope, named.id)),
    countTextMessages: async () => ({ counts: await textMessages.counts() }),
  };
}

interface Named {
  readonly id: string;
  readonly address?: string | undefined;
}

function viewOf({ recipients, ...status }: SubmissionStatus): TextMessage {
  return { ...status, recipients: recipients.map((recipient) => ({ ...recipient })) };
}
