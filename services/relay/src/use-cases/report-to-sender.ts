import { type MailReceived, derivedEventId, mailReceived, toRecord } from '@postbus/contracts';
import { type BlobStore, type Clock, type MessageBus, PortError } from '@postbus/ports';
import { channels } from '../channels.ts';
import {
  type ReportKind,
  type ReportableState,
  type SubmittedMessage,
  deliveryKey,
  withReported,
} from '../delivery/delivery-state.ts';
import { type DueReport, dueReports } from '../dsn/report-rules.ts';
import { type Report, headerOf, reportMessage } from '../dsn/report-message.ts';

export interface ReportSettings {
  /** Our own name. */
  readonly hostname: string;
  /** Milliseconds from planning. RFC 3461 5.2.5 */
  readonly delayReportAfter: number;
  /** Milliseconds from planning. */
  readonly giveUpAfter: number;
  /** Bytes; of a larger message only the header is given back, or every bounce would double what is stored. */
  readonly largestReturned: number;
}

/** Headers longer than this are given back in part. */
const longestHeader = 256 * 1024;

/**
 * Puts the notifications that a delivery owes into the submitter's mailbox, as mail with the null reverse-path.
 * The event's id follows from the delivery, the kind and the recipients: a repetition is delivered once.
 */
export class ReportToSender {
  constructor(
    private readonly blobs: BlobStore,
    private readonly bus: MessageBus,
    private readonly clock: Clock,
    private readonly settings: ReportSettings,
  ) {}

  /**
   * @returns the state with what was reported
   * @throws {PortError} `unavailable`, `outcome-unknown`, `storage-full`: to be repeated
   */
  async execute<State extends ReportableState>(state: State, traceparent: string | undefined): Promise<State> {
    let reported = state;
    for (const due of dueReports(state, this.clock.now(), this.settings.delayReportAfter)) {
      await this.send(state, due, traceparent);
      reported = withReported(reported, due.kind, new Set(due.recipients.map(({ address }) => address)));
      const { kind, recipients } = due;
      if (channels.reported.hasSubscribers)
        channels.reported.publish({ kind, recipients: recipients.length, traceparent });
    }
    return reported;
  }

  private async send(
    state: ReportableState,
    { kind, recipients }: DueReport,
    traceparent: string | undefined,
  ): Promise<void> {
    const { message } = state;
    const now = this.clock.now();
    const { hostname, giveUpAfter } = this.settings;
    const id = derivedEventId(
      'dsn',
      deliveryKey(message),
      kind,
      ...recipients.map(({ address }) => address).toSorted(),
    );
    const report: Report = {
      id,
      kind,
      recipients,
      to: message.sender.address,
      date: now,
      reportingMta: hostname,
      envid: message.sender.envid,
      arrival: message.submittedAt,
      retryUntil: state.queuedAt + giveUpAfter,
      original: await this.original(message, kind),
    };
    const raw = await this.blobs.put(reportMessage(report));
    const event: MailReceived = {
      id,
      tenant: message.tenant,
      raw,
      reversePath: { address: '', smtpUtf8: true, body: '8BITMIME' },
      client: { address: '127.0.0.1', helo: hostname, protocol: 'LOCAL' },
      recipients: [{ mailbox: message.submitter, address: message.sender.address }],
      receivedAt: new Date(now).toISOString(),
    };
    const metadata = { id, source: '/relay', ...(traceparent !== undefined && { traceparent }) };
    await this.bus.publish([toRecord(mailReceived, event, metadata, new Date(now))]);
  }

  /** RET concerns failures alone; without it the header is enough. RFC 3461 4.3 */
  private async original(message: SubmittedMessage, kind: ReportKind): Promise<Report['original']> {
    const { raw, sender } = message;
    const whole = kind === 'failed' && sender.ret === 'FULL' && raw.size <= this.settings.largestReturned;
    try {
      if (whole) return { what: 'message', bytes: await this.blobs.read(raw) };
      const beginning = await this.blobs.read(raw, { offset: 0, length: Math.min(raw.size, longestHeader) });
      return { what: 'header', bytes: headerOf(beginning) };
    } catch (error) {
      if (error instanceof PortError && error.code === 'no-such-blob') return undefined;
      throw error;
    }
  }
}
