/** The commands that only answer. RFC 5321 4.1.1.5 to 4.1.1.10, 3.5 */
import { replies } from '../replies.ts';
import type { Command } from './command.ts';

export const rset: Command = (session, argument) => {
  if (argument.trim() !== '') return { reply: replies.noParameters };
  session.transaction = undefined;
  return { reply: replies.ok };
};

/** A string behind it is allowed, and means nothing. RFC 5321 4.1.1.9 */
export const noop: Command = () => ({ reply: replies.ok });

export const quit: Command = () => ({ reply: replies.bye, next: 'close' });

/** Never tells who exists. RFC 5321 7.3 */
export const vrfy: Command = () => ({ reply: replies.cannotVerify });

export const expn: Command = () => ({ reply: replies.notImplemented });

export const help: Command = () => ({ reply: replies.help });

/** A browser made to post to this port: the lines of its request are no commands. */
export const http: Command = () => ({ reply: replies.notHttp, next: 'close' });
