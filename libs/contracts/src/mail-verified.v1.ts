import { z } from 'zod';
import { emailAddress, eventId, mailboxId, timestamp } from './fields.ts';
import { type DataOf, topic } from './topic.ts';

const outcome = z.enum(['valid', 'untrusted', 'broken', 'undecided']);

const signer = z.object({
  addresses: z.array(emailAddress).max(8).describe('That the certificate names, the first eight'),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe('SHA-256 of the certificate; absent where none came along'),
  signingTime: timestamp.optional().describe('As the signer says; nobody else vouches for it'),
  outcome,
  failures: z.array(z.string().regex(/^[a-z-]{1,64}$/)).describe('Codes of the checks that failed'),
});

/**
 * What was found about the S/MIME of a message that a mailbox got. Key: `mailbox`. Written by conversion, through the
 * outbox with the message itself; for whoever asks.
 */
export const mailVerified = topic(
  'mail.verified.v1',
  'The S/MIME of a delivered message was looked at',
  { writtenBy: ['conversion'], readBy: [], reading: 'shared' },
  {
    id: eventId.describe('Of the message, as in mail.received.v1'),
    tenant: z.string(),
    mailbox: mailboxId,
    outcome: z
      .enum([...outcome.options, 'unsigned'])
      .describe(
        'unsigned: it was encrypted, and nobody signed it; undecided: also what could not or was not to be read',
      ),
    form: z.enum(['clear-signed', 'signed', 'enveloped', 'auth-enveloped']).describe('Of the message as it came'),
    signers: z.array(signer).max(8).describe('The first eight'),
    fault: z
      .string()
      .regex(/^[a-z-]{1,64}$/)
      .optional()
      .describe('Why the signature cannot be read at all'),
    decrypted: z
      .object({
        algorithm: z.string().min(1).max(32).describe('AES-256-GCM'),
        authenticated: z.boolean().describe('Whether nobody can have changed it on its way'),
      })
      .optional()
      .describe('There where the mailbox got the message decrypted'),
    receivedAt: timestamp,
    checkedAt: timestamp.describe('For when certificates were looked at'),
  },
  (data) => data.mailbox,
);

export type MailVerified = DataOf<typeof mailVerified>;
