import { Inject, Injectable } from '@nestjs/common';
import { type SmsSubmitted, smsSubmitted } from '@postbus/contracts';
import { Consumes, type Received } from '@postbus/platform';
import { PlanSubmission } from '../use-cases/plan-submission.ts';

@Injectable()
export class SmsSubmittedConsumer {
  constructor(@Inject(PlanSubmission) private readonly plan: PlanSubmission) {}

  @Consumes(smsSubmitted, { group: 'sms-dispatch' })
  handle(event: Received<SmsSubmitted>): Promise<void> {
    return this.plan.execute(event);
  }
}
