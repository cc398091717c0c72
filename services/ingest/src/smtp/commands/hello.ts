/** HELO, EHLO (RFC 5321 4.1.1.1) and LHLO (RFC 2033 4.1), with the extensions offered. */
import { isHelloName } from '../path.ts';
import { replies } from '../replies.ts';
import { type Answer, reply } from '../reply.ts';
import type { SessionState } from '../session-state.ts';
import type { Command } from './command.ts';

export const helo: Command = (session, argument) => {
  if (session.settings.protocol === 'lmtp') return { reply: replies.onlyLhlo };
  return greet(session, 'HELO', argument, () => [session.settings.hostname]);
};

export const ehlo: Command = (session, argument) => {
  if (session.settings.protocol === 'lmtp') return { reply: replies.onlyLhlo };
  return greet(session, 'EHLO', argument, () => [session.settings.hostname, ...extensions(session)]);
};

export const lhlo: Command = (session, argument) => {
  if (session.settings.protocol === 'smtp') return { reply: replies.notLhlo };
  return greet(session, 'LHLO', argument, () => [session.settings.hostname, ...extensions(session)]);
};

/** Also ends an open transaction. RFC 5321 4.1.4 */
function greet(
  session: SessionState,
  verb: 'HELO' | 'EHLO' | 'LHLO',
  argument: string,
  lines: () => readonly string[],
): Answer {
  const name = argument.trim();
  if (!isHelloName(name)) return { reply: replies.badHello };
  session.transaction = undefined;
  session.client = { ...session.client, hello: { verb, name } };
  return { reply: reply(250, undefined, ...lines()) };
}

function extensions({ settings, client, handler }: SessionState): string[] {
  const offered = [
    'PIPELINING',
    `SIZE ${settings.limits.messageBytes}`,
    '8BITMIME',
    'ENHANCEDSTATUSCODES',
    'DSN',
    'SMTPUTF8',
  ];
  if (settings.startTls && client.tls === undefined) offered.push('STARTTLS');
  const mayLogIn = handler.authenticate !== undefined && client.tls !== undefined && client.login === undefined;
  if (mayLogIn) offered.push('AUTH PLAIN LOGIN');
  return offered;
}
