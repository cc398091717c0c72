import type { DecodedEvent, MailRefused } from '@postbus/contracts';
import type { Clock } from '@postbus/ports';
import { channels } from '../channels.ts';
import { refusedDelivery } from '../delivery/delivery-state.ts';
import type { ReportToSender } from './report-to-sender.ts';

/**
 * Tells the sender of a message that may not leave, recipient by recipient, as of any that could not be delivered:
 * NOTIFY, RET and ENVID count, and a message from the null reverse-path is dropped. Nothing is sent to any host.
 */
export class ReportRefusal {
  constructor(
    private readonly reports: ReportToSender,
    private readonly clock: Clock,
  ) {}

  /** @throws {PortError} where a store or the bus is away: to be repeated */
  async execute({ data, traceparent }: Pick<DecodedEvent<MailRefused>, 'data' | 'traceparent'>): Promise<void> {
    await this.reports.execute(refusedDelivery(data, this.clock.now()), traceparent);
    const { length } = data.recipients;
    if (channels.planned.hasSubscribers) channels.planned.publish({ way: 'refused', recipients: length, traceparent });
  }
}
