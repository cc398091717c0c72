import type { Answer } from '../reply.ts';
import type { MaybePromise } from '../session-handler.ts';
import type { SessionState } from '../session-state.ts';

/**
 * One command: reads its argument (the text behind the verb, with the space before it), changes the session and answers.
 * @throws {SmtpRefusal} in place of an answer
 */
export type Command = (session: SessionState, argument: string) => MaybePromise<Answer>;
