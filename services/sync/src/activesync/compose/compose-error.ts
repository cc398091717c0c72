import { CommonStatus } from '@postbus/activesync';
import { PostbusError } from '@postbus/errors';

/** Why a message of a client is not sent; each code has its Status. [MS-ASCMD] 2.2.2 */
const statuses = {
  'mime-missing': CommonStatus.InvalidXml,
  'mime-invalid': CommonStatus.InvalidMime,
  'message-too-large': CommonStatus.AttachmentIsTooLarge,
  'no-recipient': CommonStatus.MessageHasNoRecipient,
  'recipient-invalid': CommonStatus.MessageRecipientUnresolved,
  'too-many-recipients': CommonStatus.MailSubmissionFailed,
  'sent-before': CommonStatus.MessagePreviouslySent,
  'account-unknown': CommonStatus.InvalidAccountId,
  'rights-not-managed': CommonStatus.IrmFeatureDisabled,
  'source-ambiguous': CommonStatus.InvalidCombinationOfIds,
  'source-malformed': CommonStatus.InvalidIds,
  'source-not-found': CommonStatus.ItemNotFound,
  'source-unreadable': CommonStatus.MessageReplyFailed,
} as const;

export class ComposeError extends PostbusError<keyof typeof statuses> {
  /** For the answer. */
  get status(): number {
    return statuses[this.code];
  }
}

/**
 * Runs a command; what is the client's fault becomes its answer.
 * @returns undefined for the empty body of success
 */
export async function answered(command: () => Promise<void>): Promise<{ readonly Status: number } | undefined> {
  try {
    await command();
    return undefined;
  } catch (error) {
    if (error instanceof ComposeError) return { Status: error.status };
    throw error;
  }
}
