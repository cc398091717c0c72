import { Inject, Injectable } from '@nestjs/common';
import { type MailReceived, mailReceived } from '@postbus/contracts';
import { Consumes, type Received } from '@postbus/platform';
import { DeliverMessage } from '../use-cases/deliver-message.ts';

@Injectable()
export class MailReceivedConsumer {
  constructor(@Inject(DeliverMessage) private readonly deliver: DeliverMessage) {}

  @Consumes(mailReceived, { group: 'conversion', concurrency: 64 })
  handle({ data, traceparent, signal }: Received<MailReceived>): Promise<void> {
    return this.deliver.execute(data, { traceparent, signal });
  }
}
