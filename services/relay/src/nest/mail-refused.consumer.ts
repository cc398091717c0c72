import { Inject, Injectable } from '@nestjs/common';
import { type MailRefused, mailRefused } from '@postbus/contracts';
import { Consumes, type Received } from '@postbus/platform';
import { ReportRefusal } from '../use-cases/report-refusal.ts';

@Injectable()
export class MailRefusedConsumer {
  constructor(@Inject(ReportRefusal) private readonly reportRefusal: ReportRefusal) {}

  @Consumes(mailRefused, { group: 'relay' })
  handle(event: Received<MailRefused>): Promise<void> {
    return this.reportRefusal.execute(event);
  }
}
