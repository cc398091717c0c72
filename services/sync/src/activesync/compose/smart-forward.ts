/** SmartForward: forwards a message with what it holds. [MS-ASCMD] 2.2.1.19 */
import type { SmartForwardRequest, SmartForwardResponse } from '@postbus/activesync';
import type { CommandContext } from '../command-context.ts';
import type { AnswerMessage } from './answer-message.ts';
import { answered } from './compose-error.ts';

export class SmartForwardCommand {
  constructor(private readonly answer: AnswerMessage) {}

  /**
   * Meetings, which are forwarded without Mime, are not in the mailbox.
   * @returns undefined for the empty body of success
   */
  execute(request: SmartForwardRequest, context: CommandContext): Promise<SmartForwardResponse | undefined> {
    return answered(() => this.answer.execute('forward', request, context));
  }
}
