/** STARTTLS. RFC 3207: what was said before it is forgotten, and nothing may be sent behind it in plain text. */
import { replies } from '../replies.ts';
import type { Command } from './command.ts';

export const startTls: Command = (session, argument) => {
  if (argument.trim() !== '') return { reply: replies.noParameters };
  if (session.client.tls !== undefined) return { reply: replies.badSequence };
  if (!session.settings.startTls) return { reply: replies.notImplemented };
  return { reply: replies.readyForTls, next: 'start-tls' };
};
