/** DATA, up to the reply that asks for the content. RFC 5321 4.1.1.4, RFC 2033 4.2 */
import { replies } from '../replies.ts';
import type { Answer } from '../reply.ts';
import type { Command } from './command.ts';

const goOn: Answer = { reply: replies.startInput, next: 'read-data' };

export const data: Command = (session, argument) => {
  if (argument.trim() !== '') return { reply: replies.noParameters };
  const { transaction, settings } = session;
  if (transaction === undefined) return { reply: replies.mailFirst };
  if (transaction.recipients.length === 0) return { reply: replies.recipientFirst };
  if (settings.inFlight.isFull) return { reply: replies.overloaded };
  const decided = session.handler.content(session.client, transaction);
  return decided === undefined ? goOn : decided.then(() => goOn);
};
