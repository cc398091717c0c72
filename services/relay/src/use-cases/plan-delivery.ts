import {
  type DecodedEvent,
  type MailOutbound,
  type MailReceived,
  derivedEventId,
  mailReceived,
  toRecord,
} from '@postbus/contracts';
import type { Account } from '@postbus/domain';
import type { BlobStore, Clock, Directory, JobStore, MessageBus } from '@postbus/ports';
import { channels } from '../channels.ts';
import {
  type DeliveryState,
  type Outcome,
  deliveryKey,
  newDelivery,
  relayQueue,
  withOutcomes,
} from '../delivery/delivery-state.ts';
import { messageFacts } from '../delivery/message-facts.ts';
import { localOutcome } from '../delivery/outcome.ts';
import type { ReportToSender } from './report-to-sender.ts';

export interface PlanSettings {
  /** Our own name. */
  readonly hostname: string;
  /** Trace fields that a message may have; one more and it goes round in a loop. RFC 5321 6.3 says at least 100. */
  readonly mostReceived: number;
}

type LocalRecipient = MailReceived['recipients'][number];

/**
 * Turns an outbound message into work that waits outside the bus: one job for its domain; or, for a domain that is ours,
 * into mail received here. Done again, it changes nothing: job and events are named by submission and domain.
 */
export class PlanDelivery {
  constructor(
    private readonly jobs: JobStore,
    private readonly blobs: BlobStore,
    private readonly directory: Directory,
    private readonly bus: MessageBus,
    private readonly reports: ReportToSender,
    private readonly clock: Clock,
    private readonly settings: PlanSettings,
  ) {}

  /** @throws {PortError} where a store is away: to be repeated; `no-such-blob`: never will succeed */
  async execute({ data, traceparent }: Pick<DecodedEvent<MailOutbound>, 'data' | 'traceparent'>): Promise<void> {
    const facts = await messageFacts(this.blobs.stream(data.raw));
    const state = newDelivery(data, facts, this.clock.now());
    if (facts.received > this.settings.mostReceived) return this.refuseLoop(state, traceparent);
    if (await this.directory.isLocalDomain(data.domain)) return this.deliverHere(state, data, traceparent);
    await this.jobs.add([
      {
        queue: relayQueue,
        dedupeKey: deliveryKey(data),
        user: data.submitter,
        destination: data.domain,
        due: this.clock.now(),
        state,
        blobs: [data.raw.sha256],
        ...(traceparent !== undefined && { traceparent }),
      },
    ]);
    this.tell('job', data.recipients.length, traceparent);
  }

  private async refuseLoop(state: DeliveryState, traceparent: string | undefined): Promise<void> {
    const text = `the message has passed more than ${this.settings.mostReceived} hosts: it goes round in a loop`;
    await this.fail(
      state,
      state.recipients.map(({ address }) => address),
      '5.4.6',
      text,
      traceparent,
    );
    this.tell('refused', state.recipients.length, traceparent);
  }

  private async deliverHere(state: DeliveryState, data: MailOutbound, traceparent: string | undefined): Promise<void> {
    const { known, unknown } = await this.resolveAll(data);
    for (const [tenant, recipients] of known) await this.receive(data, tenant, recipients, traceparent);
    await this.fail(state, unknown, '5.1.1', 'there is no such mailbox here', traceparent);
    this.tell('local', data.recipients.length, traceparent);
  }

  /** Recipients by tenant, each mailbox once however many of its addresses are named. */
  private async resolveAll({
    recipients,
  }: MailOutbound): Promise<{ known: Map<string, Map<string, LocalRecipient>>; unknown: string[] }> {
    const known = new Map<string, Map<string, LocalRecipient>>();
    const unknown: string[] = [];
    for (const { address, dsn } of recipients) {
      const account = await this.directory.resolve(address);
      if (account === undefined) unknown.push(address);
      else addOnce(known, account, { mailbox: account.mailbox, address, ...(dsn !== undefined && { dsn }) });
    }
    return { known, unknown };
  }

  private async receive(
    data: MailOutbound,
    tenant: string,
    recipients: ReadonlyMap<string, LocalRecipient>,
    traceparent: string | undefined,
  ): Promise<void> {
    const now = new Date(this.clock.now());
    const id = derivedEventId('local', deliveryKey(data), tenant);
    const event: MailReceived = {
      id,
      tenant,
      raw: data.raw,
      reversePath: data.reversePath,
      client: { address: '127.0.0.1', helo: this.settings.hostname, protocol: 'LOCAL' },
      recipients: [...recipients.values()],
      receivedAt: now.toISOString(),
    };
    await this.bus.publish([
      toRecord(mailReceived, event, { id, source: '/relay', ...(traceparent !== undefined && { traceparent }) }, now),
    ]);
  }

  private async fail(
    state: DeliveryState,
    addresses: readonly string[],
    status: string,
    text: string,
    traceparent: string | undefined,
  ): Promise<void> {
    const outcome = localOutcome('failed', status, text, this.clock.now());
    const failed = withOutcomes(state, new Map<string, Outcome>(addresses.map((address) => [address, outcome])));
    await this.reports.execute(failed, traceparent);
  }

  private tell(way: 'job' | 'local' | 'refused', recipients: number, traceparent: string | undefined): void {
    if (channels.planned.hasSubscribers) channels.planned.publish({ way, recipients, traceparent });
  }
}

function addOnce(known: Map<string, Map<string, LocalRecipient>>, account: Account, recipient: LocalRecipient): void {
  const ofTenant = known.get(account.tenant) ?? new Map<string, LocalRecipient>();
  known.set(account.tenant, ofTenant);
  if (!ofTenant.has(recipient.mailbox)) ofTenant.set(recipient.mailbox, recipient);
}
