/** Fields that several events have. */
import { z } from 'zod';

export const eventId = z.uuid().describe('Id of the event or message, a UUID');
export const timestamp = z.iso.datetime().describe('RFC 3339, UTC');
export const mailboxId = z.string().min(1).max(64);
export const emailAddress = z.string().min(1).max(320).describe('local-part@domain; UTF-8 by RFC 6531');

export const blobRef = z
  .object({
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    size: z.int().min(0).describe('Bytes'),
  })
  .describe('A blob by the SHA-256 of its bytes');

/** DSN parameters of one recipient. RFC 3461 4.1, 4.2 */
export const recipientDsn = z.object({
  notify: z.array(z.enum(['never', 'success', 'failure', 'delay'])).optional(),
  orcpt: z.string().max(500).optional().describe('As on the wire: address type, `;`, xtext'),
});

/** What MAIL FROM said. RFC 5321 3.3, RFC 3461 4.3, 4.4 */
export const reversePath = z.object({
  address: z.union([z.literal(''), emailAddress]).describe('Empty for the null reverse-path'),
  smtpUtf8: z.boolean(),
  body: z.enum(['7BIT', '8BITMIME']),
  ret: z.enum(['FULL', 'HDRS']).optional(),
  envid: z.string().max(100).optional().describe('As on the wire: xtext'),
});

/** Who sent it, as the connection knew. */
export const smtpClient = z.object({
  address: z.string().describe('IP address of the peer'),
  helo: z.string(),
  protocol: z
    .enum([
      'SMTP',
      'ESMTP',
      'ESMTPS',
      'ESMTPA',
      'ESMTPSA',
      'LMTP',
      'LMTPS',
      'LMTPA',
      'LMTPSA',
      'UTF8SMTP',
      'UTF8SMTPS',
      'UTF8SMTPA',
      'UTF8SMTPSA',
      'UTF8LMTP',
      'UTF8LMTPS',
      'LOCAL',
    ])
    .describe('RFC 3848, RFC 6531'),
});
