import { setImmediate as nextTurn } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { type MailboxChanged, mailboxChanged } from '@postbus/contracts';
import { Consumes, type Received } from '@postbus/platform';
import { MailboxWaits } from '../activesync/mailbox-waits.ts';

/** Wakes the requests that wait in this process. */
@Injectable()
export class MailboxChangedConsumer implements BeforeApplicationShutdown {
  constructor(@Inject(MailboxWaits) private readonly waits: MailboxWaits) {}

  @Consumes(mailboxChanged, { mode: 'broadcast' })
  async handle({ data }: Received<MailboxChanged>): Promise<void> {
    this.waits.changed(data);
  }

  /** Before the listeners close, so that who waits has its answer; it is written in the turn in which the wait ended. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.waits.drain();
    await nextTurn();
  }
}
