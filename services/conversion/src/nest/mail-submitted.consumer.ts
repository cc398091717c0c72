import { Inject, Injectable } from '@nestjs/common';
import { type MailSubmitted, mailSubmitted } from '@postbus/contracts';
import { Consumes, type Received } from '@postbus/platform';
import { RouteSubmission } from '../use-cases/route-submission.ts';

@Injectable()
export class MailSubmittedConsumer {
  constructor(@Inject(RouteSubmission) private readonly route: RouteSubmission) {}

  @Consumes(mailSubmitted, { group: 'conversion', concurrency: 64 })
  handle({ data, traceparent, signal }: Received<MailSubmitted>): Promise<void> {
    return this.route.execute(data, { traceparent, signal });
  }
}
