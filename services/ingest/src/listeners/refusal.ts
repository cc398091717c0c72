/** What the use cases refuse, in the words of SMTP. Enhanced codes: RFC 3463, RFC 7372 and the registry of RFC 5248 */
import { IngestError } from '../ingest-error.ts';
import { type Reply, reply } from '../smtp/reply.ts';
import { SmtpRefusal } from '../smtp/smtp-refusal.ts';

const replyOf: Readonly<Record<IngestError['code'], Reply>> = {
  'unknown-recipient': reply(550, '5.1.1', 'No such mailbox here'),
  'relay-denied': reply(550, '5.7.1', 'Mail for that domain is not taken here'),
  'directory-away': reply(451, '4.3.0', 'Addresses cannot be looked up at the moment'),
  'sender-not-owned': reply(553, '5.7.1', 'The sender address is not of the account logged in'),
  'author-not-owned': reply(550, '5.7.1', 'An address in From or Sender is not of the account logged in'),
  'author-missing': reply(550, '5.6.0', 'The message must have one From field with an address'),
  'login-refused': reply(535, '5.7.8', 'The credentials are not right'),
  'login-slowed': reply(454, '4.7.0', 'Too many failures, try again later'),
  'login-unavailable': reply(454, '4.7.0', 'Authentication is not possible at the moment'),
  'too-many-hops': reply(554, '5.4.6', 'The message has gone round in a loop'),
  'storage-full': reply(452, '4.3.1', 'Storage is full at the moment'),
  'not-kept': reply(451, '4.3.0', 'The message could not be kept, try again later'),
};

/** Runs `use`; what it refuses becomes the reply. What has a cause is also told to the log. */
export async function inSmtpWords<Value>(use: () => Promise<Value>): Promise<Value> {
  try {
    return await use();
  } catch (error) {
    throw refusalOf(error);
  }
}

export function refusalOf(error: unknown): unknown {
  if (!(error instanceof IngestError)) return error;
  return new SmtpRefusal(replyOf[error.code], error.cause === undefined ? {} : { cause: error });
}
