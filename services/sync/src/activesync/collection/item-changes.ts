/** The operations that bring a client's Change of an e-mail item into the mailbox. [MS-ASEMAIL] 3.1.5.3 */
import type { ApplicationData } from '@postbus/activesync';
import type { MailboxScope, MessageRecord, Operation } from '@postbus/domain';

export interface ItemChanges {
  /** None where the item is as the client wants it already. */
  operations(scope: MailboxScope, message: MessageRecord, data: ApplicationData): Promise<Operation[]>;
}
