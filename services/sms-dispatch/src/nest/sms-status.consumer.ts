import { Inject, Injectable } from '@nestjs/common';
import { type SmsStatus, smsStatus } from '@postbus/contracts';
import { Consumes, type Received } from '@postbus/platform';
import { SettleMessage } from '../use-cases/settle-message.ts';

@Injectable()
export class SmsStatusConsumer {
  constructor(@Inject(SettleMessage) private readonly settle: SettleMessage) {}

  @Consumes(smsStatus, { group: 'sms-dispatch' })
  handle(event: Received<SmsStatus>): Promise<void> {
    return this.settle.execute(event);
  }
}
