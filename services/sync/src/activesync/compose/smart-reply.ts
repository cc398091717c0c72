/** SmartReply: answers a message with the original below. [MS-ASCMD] 2.2.1.20 */
import type { SmartReplyRequest, SmartReplyResponse } from '@postbus/activesync';
import type { CommandContext } from '../command-context.ts';
import type { AnswerMessage } from './answer-message.ts';
import { answered } from './compose-error.ts';

export class SmartReplyCommand {
  constructor(private readonly answer: AnswerMessage) {}

  /** @returns undefined for the empty body of success */
  execute(request: SmartReplyRequest, context: CommandContext): Promise<SmartReplyResponse | undefined> {
    return answered(() => this.answer.execute('reply', request, context));
  }
}
