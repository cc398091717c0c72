/** RCPT. RFC 5321 4.1.1.3 */
import { type Mailbox, parsePath } from '../path.ts';
import { type RecipientParameters, readRecipientParameters } from '../recipient-parameters.ts';
import { replies } from '../replies.ts';
import type { Answer } from '../reply.ts';
import { SmtpRefusal } from '../smtp-refusal.ts';
import type { Transaction } from '../transaction.ts';
import type { Command } from './command.ts';

const prefix = /^ TO: */i;
const accepted: Answer = { reply: replies.recipientOk };

export const rcpt: Command = (session, argument) => {
  const { transaction, settings } = session;
  if (transaction === undefined) return { reply: replies.mailFirst };
  if (transaction.recipients.length >= settings.limits.recipients) return { reply: replies.tooManyRecipients };
  const { mailbox, parameters } = readRecipient(argument, transaction);
  const add = (target: unknown): Answer => {
    transaction.recipients.push({ mailbox, parameters, target });
    return accepted;
  };
  const found = session.handler.recipient(session.client, transaction, mailbox, parameters);
  return found instanceof Promise ? found.then(add) : add(found);
};

/** @throws {SmtpRefusal} by what is malformed */
function readRecipient(
  argument: string,
  transaction: Transaction<unknown>,
): { readonly mailbox: Mailbox; readonly parameters: RecipientParameters } {
  const start = prefix.exec(argument)?.[0].length;
  const path = start === undefined ? undefined : parsePath(argument, start);
  if (path === undefined || path.mailbox.address === '') throw new SmtpRefusal(replies.badRecipientSyntax);
  const parameters = readRecipientParameters(argument.slice(path.end));
  const international =
    path.mailbox.international || (parameters.orcpt !== undefined && /[^ -~]/.test(parameters.orcpt));
  if (international && transaction.sender.parameters.smtpUtf8 !== true)
    throw new SmtpRefusal(replies.recipientNeedsSmtpUtf8);
  return { mailbox: path.mailbox, parameters };
}
