/** One try of a delivery: the next hops in their order, until every recipient has a final outcome or no hop is left. */
import type { Clock } from '@postbus/ports';
import type { DnsResolver } from '../routing/dns-resolver.ts';
import { type NextHop, type RoutingOptions, nextHops } from '../routing/next-hops.ts';
import { RoutingError } from '../routing/routing-error.ts';
import { type Unmet, unmetByMessage, unmetByRecipient } from '../smtp/envelope.ts';
import { replyClass } from '../smtp/reply.ts';
import type { RecipientReply, SmtpSession } from '../smtp/session.ts';
import { SmtpError } from '../smtp/smtp-error.ts';
import type { Outcome, OutboundMessage, RecipientState } from './delivery-state.ts';
import { unsendable } from './message-facts.ts';
import { type SessionSettings, withSession } from './open-session.ts';
import { deferred, isRefusal, localOutcome, outcomeOfFault, outcomeOfReply, outcomeOfRouting } from './outcome.ts';
import { UnwillingHosts } from './unwilling-hosts.ts';

export interface AttemptSettings extends SessionSettings {
  readonly routing: RoutingOptions;
  readonly resolver: DnsResolver;
  /** A server must take 100. RFC 5321 4.5.3.1.8 */
  readonly recipientsPerTransaction: number;
  /** Bytes that a line may have without its end; 0 for any. RFC 5321 4.5.3.1.6 */
  readonly longestLine: number;
  readonly clock: Clock;
}

export interface AttemptInput {
  readonly message: OutboundMessage;
  readonly recipients: readonly RecipientState[];
  /** The message's bytes from the beginning, each time it is called. */
  content(): AsyncIterable<Uint8Array>;
  /** Aborted, the attempt ends as soon as it can. */
  readonly signal: AbortSignal;
  /** Called before a host gets anything; what it throws ends the attempt. */
  beforeSubmission(hop: NextHop): Promise<void>;
}

/** @returns an outcome for each recipient, by address */
export async function attemptDelivery(
  input: AttemptInput,
  settings: AttemptSettings,
): Promise<ReadonlyMap<string, Outcome>> {
  const attempt = new DeliveryAttempt(input, settings);
  await attempt.run();
  return attempt.outcomes;
}

class DeliveryAttempt {
  readonly outcomes = new Map<string, Outcome>();
  /** Recipients that another hop may yet take. */
  private pending: RecipientState[];
  private over = false;
  private readonly unwilling = new UnwillingHosts();

  constructor(
    private readonly input: AttemptInput,
    private readonly settings: AttemptSettings,
  ) {
    this.pending = [...input.recipients];
  }

  async run(): Promise<void> {
    const reason = unsendable(this.input.message.facts, this.settings.longestLine);
    if (reason !== undefined) return this.settleAll(localOutcome('failed', '5.6.0', reason, this.now()));
    const hops = await this.findHops();
    for (const hop of hops) {
      await this.input.beforeSubmission(hop);
      await this.tryHop(hop);
      if (this.over || this.pending.length === 0 || this.input.signal.aborted) return;
    }
    this.settleUnwanted(hops);
  }

  private async findHops(): Promise<NextHop[]> {
    try {
      return await nextHops(this.input.message.domain, this.settings.resolver, this.settings.routing);
    } catch (error) {
      if (!(error instanceof RoutingError)) throw error;
      this.settleAll(outcomeOfRouting(error, this.now()));
      return [];
    }
  }

  private async tryHop(hop: NextHop): Promise<void> {
    try {
      await withSession(hop, this.settings, this.input.signal, (session) => this.sendAll(session, hop));
    } catch (error) {
      if (!(error instanceof SmtpError)) {
        this.over = true;
        return this.settlePending(localOutcome('deferred', '4.3.0', 'the message cannot be read now', this.now()));
      }
      // The host may have the message: no other gets it now. The retry may make a duplicate, but nothing is lost.
      if (error.code === 'outcome-unknown') this.over = true;
      if (isRefusal(error)) this.unwilling.refuses(hop);
      this.settlePending(outcomeOfFault(error, this.now()));
    }
  }

  private async sendAll(session: SmtpSession, hop: NextHop): Promise<void> {
    let queue = this.takeable(session, hop);
    while (queue.length > 0 && session.usable && !this.input.signal.aborted) {
      const batch = queue.slice(0, this.settings.recipientsPerTransaction);
      const again = await this.sendBatch(session, hop, batch);
      queue = [...again, ...queue.slice(batch.length)];
    }
  }

  /** Recipients for whom this host can take the message as it is. */
  private takeable({ extensions }: SmtpSession, hop: NextHop): RecipientState[] {
    const { sender, facts } = this.input.message;
    const ofMessage = unmetByMessage(sender, facts, extensions);
    return this.pending.filter((recipient) => {
      const unmet = ofMessage ?? unmetByRecipient(recipient, extensions);
      if (unmet !== undefined) this.setAside(recipient, unmet, hop);
      return unmet === undefined;
    });
  }

  /** What another host said of a recipient before is worth more than that this one cannot take it. */
  private setAside({ address }: RecipientState, { status, reason, ofHost }: Unmet, hop: NextHop): void {
    const failed = localOutcome('failed', status, reason, this.now(), hop.host);
    if (!ofHost) return this.settle(address, failed);
    this.unwilling.lacks(hop, address, failed);
    if (!this.outcomes.has(address)) this.settle(address, deferred(failed));
  }

  /** One transaction. @returns recipients that the server wants in another one. RFC 5321 4.5.3.1.10 */
  private async sendBatch(
    session: SmtpSession,
    hop: NextHop,
    batch: readonly RecipientState[],
  ): Promise<RecipientState[]> {
    const { message } = this.input;
    const transaction = {
      sender: message.sender,
      recipients: batch,
      facts: message.facts,
      content: () => this.input.content(),
    };
    const replies = await session.send(transaction);
    const tooMany = tooManyRecipients(replies);
    for (const reply of replies) {
      this.settle(reply.address, outcomeOfReply(reply, hop.host, session.extensions.dsn, this.now()));
    }
    return batch.filter(({ address }) => tooMany.has(address));
  }

  private settle(address: string, outcome: Outcome): void {
    this.outcomes.set(address, outcome);
    if (outcome.result !== 'deferred') this.pending = this.pending.filter((recipient) => recipient.address !== address);
  }

  private settlePending(outcome: Outcome): void {
    for (const { address } of this.pending) this.settle(address, outcome);
  }

  private settleAll(outcome: Outcome): void {
    this.settlePending(outcome);
    this.over = true;
  }

  /** Recipients that no host will ever take. */
  private settleUnwanted(hops: readonly NextHop[]): void {
    for (const { address } of this.pending) {
      const outcome = this.unwilling.verdict(address, hops, this.outcomes.get(address));
      if (outcome !== undefined) this.settle(address, outcome);
    }
  }

  private now(): number {
    return this.settings.clock.now();
  }
}

/** 452 to some, while others of the same transaction were taken: the server's limit, not the recipients' fault. */
function tooManyRecipients(replies: readonly RecipientReply[]): ReadonlySet<string> {
  const progress = replies.some(({ step, reply }) => step === 'content' && replyClass(reply) === 2);
  const limited = replies.filter(({ step, reply }) => step === 'RCPT' && reply.code === 452);
  return new Set(progress ? limited.map(({ address }) => address) : []);
}
