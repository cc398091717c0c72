/** A handler for tests: takes every message into a list, but for addresses that say how to refuse. */
import type { Client } from './client.ts';
import type { MessageBody } from './message-body.ts';
import { replies } from './replies.ts';
import { reply } from './reply.ts';
import type { SessionHandler } from './session-handler.ts';
import { SmtpRefusal } from './smtp-refusal.ts';
import type { Transaction } from './transaction.ts';

export interface Kept {
  readonly client: Client<string>;
  readonly transaction: Transaction<string>;
  readonly text: string;
  readonly headerBytes: number;
  readonly streamed: boolean;
}

export class RecordingHandler implements SessionHandler<string, string> {
  readonly kept: Kept[] = [];
  /** Errors that ended a stream. */
  readonly failed: unknown[] = [];
  /** Awaited before each message is kept. */
  gate: Promise<void> = Promise.resolve();
  /** Whether to decide about addresses at once or a little later. */
  later = false;

  authenticate = (_: Client<string>, { user, password }: { user: string; password: string }): Promise<string> => {
    if (user === 'broken') return Promise.reject(new Error('directory on fire'));
    if (password === 'secret') return Promise.resolve(user);
    return Promise.reject(new SmtpRefusal(replies.authFailed));
  };

  sender(): void | Promise<void> {
    return this.later ? Promise.resolve() : undefined;
  }

  recipient(
    _: Client<string>,
    __: Transaction<string>,
    mailbox: { readonly address: string },
  ): string | Promise<string> {
    const { address } = mailbox;
    if (address.startsWith('unknown')) throw new SmtpRefusal(reply(550, '5.1.1', 'No such mailbox'));
    if (address.startsWith('crash')) throw new Error('directory on fire');
    return this.later ? Promise.resolve(`box of ${address}`) : `box of ${address}`;
  }

  content(): void | Promise<void> {
    return this.later ? Promise.resolve() : undefined;
  }

  async message(client: Client<string>, transaction: Transaction<string>, body: MessageBody): Promise<string> {
    const chunks: Uint8Array[] = [body.head];
    try {
      for await (const chunk of body.rest ?? []) chunks.push(chunk);
    } catch (error) {
      this.failed.push(error);
      throw error;
    }
    await this.gate;
    if (transaction.sender.mailbox.address.startsWith('full@')) throw new SmtpRefusal(reply(452, '4.3.1', 'Disk full'));
    const text = Buffer.concat(chunks).toString('latin1');
    this.kept.push({ client, transaction, text, headerBytes: body.headerBytes, streamed: body.rest !== undefined });
    return `id-${this.kept.length}`;
  }
}
