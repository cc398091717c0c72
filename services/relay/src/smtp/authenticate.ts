/** AUTH as a client: PLAIN and LOGIN, over TLS only. RFC 4954, RFC 4616 */
import type { SmtpConnection } from './connection.ts';
import { type Reply, replyClass } from './reply.ts';
import { SmtpError } from './smtp-error.ts';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** @throws {SmtpError} `auth-unavailable` without TLS or a mechanism, `auth-failed` where the server refuses */
export async function authenticate(
  connection: SmtpConnection,
  mechanisms: readonly string[],
  { user, password }: Credentials,
  timeout: number,
): Promise<void> {
  const place = { host: connection.endpoint.host, step: 'AUTH' };
  if (!connection.secured) throw new SmtpError('auth-unavailable', place, 'a password goes over TLS only');
  const say = async (line: string): Promise<Reply> => {
    await connection.write(`${line}\r\n`, 'AUTH', timeout);
    return connection.reply('AUTH', timeout);
  };
  let reply: Reply;
  if (mechanisms.includes('PLAIN')) reply = await say(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`);
  else if (mechanisms.includes('LOGIN')) reply = await login(say, user, password);
  else throw new SmtpError('auth-unavailable', place, 'neither PLAIN nor LOGIN is offered');
  if (replyClass(reply) !== 2) throw new SmtpError('auth-failed', place, 'the login was refused', { reply });
}

async function login(say: (line: string) => Promise<Reply>, user: string, password: string): Promise<Reply> {
  let reply = await say('AUTH LOGIN');
  for (const answer of [user, password]) {
    if (replyClass(reply) !== 3) return reply;
    reply = await say(base64(answer));
  }
  return reply;
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
