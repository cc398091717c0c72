/** How many text messages a user may send, and a number may get, within a time. */
import type { MailboxId, TextFault, TextRecipient } from '@postbus/domain';
import type { TextMessageStore } from '@postbus/ports';

export interface LimitSettings {
  readonly perUser: number;
  readonly perDestination: number;
  /** Milliseconds. */
  readonly limitPeriod: number;
}

/** Counts what is added beside what the store counts, so that one submission is not more than is left. */
export class Limits {
  private added = 0;

  constructor(
    private readonly texts: TextMessageStore,
    private readonly mailbox: MailboxId,
    private readonly now: number,
    private readonly settings: LimitSettings,
  ) {}

  /** @returns why these may get nothing now; undefined where they may, and are counted */
  async refusal(recipients: readonly TextRecipient[]): Promise<TextFault | undefined> {
    const { perUser, perDestination, limitPeriod } = this.settings;
    const since = this.now - limitPeriod;
    const sent = await this.texts.countSince({ mailbox: this.mailbox }, since, perUser);
    if (sent + this.added >= perUser)
      return { code: 'limit-per-user', text: `more than ${perUser} messages of one user at a time` };
    for (const { number } of recipients)
      if ((await this.texts.countSince({ number }, since, perDestination)) >= perDestination)
        return { code: 'limit-per-destination', text: `more than ${perDestination} messages to one number at a time` };
    this.added++;
    return undefined;
  }
}
