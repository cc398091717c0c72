import { Inject, Injectable } from '@nestjs/common';
import { type MailOutbound, mailOutbound } from '@postbus/contracts';
import { Consumes, type Received } from '@postbus/platform';
import { PlanDelivery } from '../use-cases/plan-delivery.ts';

@Injectable()
export class MailOutboundConsumer {
  constructor(@Inject(PlanDelivery) private readonly plan: PlanDelivery) {}

  @Consumes(mailOutbound, { group: 'relay' })
  handle(event: Received<MailOutbound>): Promise<void> {
    return this.plan.execute(event);
  }
}
