/** MAIL. RFC 5321 4.1.1.2 */
import { readMailParameters } from '../mail-parameters.ts';
import { parsePath } from '../path.ts';
import { replies } from '../replies.ts';
import type { Answer } from '../reply.ts';
import type { SessionState } from '../session-state.ts';
import { SmtpRefusal } from '../smtp-refusal.ts';
import type { Sender } from '../transaction.ts';
import type { Command } from './command.ts';

const prefix = /^ FROM: */i;
const accepted: Answer = { reply: replies.senderOk };

export const mail: Command = (session, argument) => {
  const refusal = whyNot(session);
  if (refusal !== undefined) return refusal;
  const sender = readSender(argument);
  if ((sender.parameters.size ?? 0) > session.settings.limits.messageBytes)
    throw new SmtpRefusal(replies.messageTooBig);
  const decided = session.handler.sender(session.client, sender);
  return decided === undefined ? begin(session, sender) : decided.then(() => begin(session, sender));
};

function whyNot(session: SessionState): Answer | undefined {
  const { client, settings, handler, transaction } = session;
  if (client.hello === undefined) return { reply: replies.helloFirst };
  if (transaction !== undefined) return { reply: replies.nestedMail };
  if (settings.loginNeeded && client.login === undefined) {
    return {
      reply:
        settings.startTls && client.tls === undefined && handler.authenticate !== undefined
          ? replies.tlsFirst
          : replies.authFirst,
    };
  }
  if (session.messages >= settings.limits.messagesPerConnection)
    return { reply: replies.tooManyMessages, next: 'close' };
  return undefined;
}

/** @throws {SmtpRefusal} by what is malformed */
function readSender(argument: string): Sender {
  const start = prefix.exec(argument)?.[0].length;
  const path = start === undefined ? undefined : parsePath(argument, start);
  if (path === undefined || path.mailbox.address === 'postmaster') throw new SmtpRefusal(replies.badSenderSyntax);
  const parameters = readMailParameters(argument.slice(path.end));
  if (path.mailbox.international && parameters.smtpUtf8 !== true) throw new SmtpRefusal(replies.senderNeedsSmtpUtf8);
  return { mailbox: path.mailbox, parameters };
}

function begin(session: SessionState, sender: Sender): Answer {
  session.transaction = { sender, recipients: [], begun: Date.now() };
  session.messages++;
  return accepted;
}
