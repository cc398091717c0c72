/** What SendMail, SmartReply and SmartForward have in common of their requests. [MS-ASCMD] 2.2.1.17, .19, .20 */
import { type MimeEntity, parseMime } from '@postbus/mime';
import type { CommandContext } from '../command-context.ts';
import { ComposeError } from './compose-error.ts';
import { withCrlf } from './line-ends.ts';

export interface ComposeRequest {
  readonly ClientId: string;
  readonly AccountId?: string | undefined;
  readonly Mime?: Uint8Array | undefined;
  readonly TemplateID?: string | undefined;
}

/**
 * The message that the client sends, parsed.
 * @throws {ComposeError} `account-unknown`, `rights-not-managed`, `mime-missing`, `message-too-large`
 */
export function clientMessage(request: ComposeRequest, { account }: CommandContext, messageBytes: number): MimeEntity {
  const { AccountId, Mime, TemplateID } = request;
  if (AccountId !== undefined && AccountId !== account.id) {
    throw new ComposeError('account-unknown', 'AccountId is not of the account');
  }
  if (TemplateID !== undefined) throw new ComposeError('rights-not-managed', 'TemplateID is not known here');
  if (Mime === undefined) throw new ComposeError('mime-missing', 'there is no message');
  if (Mime.length > messageBytes) throw new ComposeError('message-too-large', `${Mime.length} bytes`);
  return parseMime(withCrlf(Mime));
}
