/** SendMail: sends a new message. [MS-ASCMD] 2.2.1.17 */
import type { SendMailRequest, SendMailResponse } from '@postbus/activesync';
import type { Clock } from '@postbus/ports';
import type { CommandContext } from '../command-context.ts';
import { clientMessage } from './client-message.ts';
import { answered } from './compose-error.ts';
import { type ComposeLimits, defaultComposeLimits } from './compose-limits.ts';
import { outgoingMessage } from './outgoing-message.ts';
import type { Submit } from './submission.ts';

export class SendMailCommand {
  constructor(
    private readonly submit: Submit,
    private readonly clock: Clock,
    private readonly limits: ComposeLimits = defaultComposeLimits,
  ) {}

  /** @returns undefined for the empty body of success */
  execute(request: SendMailRequest, context: CommandContext): Promise<SendMailResponse | undefined> {
    return answered(async () => {
      const { messageBytes, recipients } = this.limits;
      const message = clientMessage(request, context, messageBytes);
      const outgoing = outgoingMessage(message, { account: context.account, now: this.clock.now(), recipients });
      const saveToSentItems = request.SaveInSentItems === true;
      const submission = { clientId: request.ClientId, saveToSentItems, outgoing, operations: async () => [] };
      await this.submit.execute(submission, context);
    });
  }
}
