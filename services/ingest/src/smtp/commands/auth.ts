/** AUTH with PLAIN (RFC 4616) and LOGIN, under TLS only. RFC 4954 4 */
import { replies } from '../replies.ts';
import { type Answer, reply } from '../reply.ts';
import type { Credentials } from '../session-handler.ts';
import type { SessionState } from '../session-state.ts';
import { SmtpRefusal } from '../smtp-refusal.ts';
import type { Command } from './command.ts';

const base64Form = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const askPlain = reply(334, undefined, '');
const askUser = reply(334, undefined, Buffer.from('Username:').toString('base64'));
const askPassword = reply(334, undefined, Buffer.from('Password:').toString('base64'));
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const auth: Command = (session, argument) => {
  if (session.handler.authenticate === undefined) return { reply: replies.notImplemented };
  if (session.client.tls === undefined) return { reply: replies.authNeedsTls };
  if (session.client.hello === undefined || session.client.hello.verb === 'HELO') return { reply: replies.helloFirst };
  if (session.client.login !== undefined || session.transaction !== undefined) return { reply: replies.badSequence };
  const [mechanism = '', initial, ...more] = argument.trim().split(/ +/);
  if (more.length > 0) return { reply: replies.badParameter };
  if (mechanism.toUpperCase() === 'PLAIN') return initial === undefined ? ask(askPlain, plain) : plain(initial);
  if (mechanism.toUpperCase() === 'LOGIN') return initial === undefined ? ask(askUser, user) : user(initial);
  return { reply: replies.authUnknown };

  /** authzid NUL authcid NUL passwd. RFC 4616 2 */
  function plain(response: string): Promise<Answer> {
    const parts = decode(response).split('\0');
    if (parts.length !== 3 || parts[1] === '') throw new SmtpRefusal(replies.authMalformed);
    const [authorization, name, password] = parts as [string, string, string];
    return logIn(session, { authorization, user: name, password });
  }
  function user(response: string): Answer {
    const name = decode(response);
    return ask(askPassword, (next) => logIn(session, { authorization: '', user: name, password: decode(next) }));
  }
};

/** Asks, and hands the response to `then`, unless it is `*`, which cancels. */
function ask(challenge: Answer['reply'], then: (response: string) => Answer | Promise<Answer>): Answer {
  return { reply: challenge, next: (line) => (line === '*' ? { reply: replies.authCancelled } : then(line)) };
}

/** @throws {SmtpRefusal} 501 5.5.2; `=` alone is the empty response */
function decode(response: string): string {
  if (response === '=') return '';
  if (!base64Form.test(response)) throw new SmtpRefusal(replies.authMalformed);
  try {
    return strictUtf8.decode(Buffer.from(response, 'base64'));
  } catch {
    throw new SmtpRefusal(replies.authMalformed);
  }
}

async function logIn(session: SessionState, credentials: Credentials): Promise<Answer> {
  try {
    const login = await session.handler.authenticate!(session.client, credentials);
    session.client = { ...session.client, login };
    return { reply: replies.authenticated };
  } catch (error) {
    if (!(error instanceof SmtpRefusal)) throw new SmtpRefusal(replies.authUnavailable, { cause: error });
    if (error.retryable) throw error;
    session.authFailures++;
    if (session.authFailures < session.settings.limits.authFailures) throw error;
    return { reply: replies.tooManyErrors, next: 'close' };
  }
}
