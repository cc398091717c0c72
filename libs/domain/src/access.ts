/** Who asks, for whose mailbox, and the one rule that decides. */
import type { AccountId, MailboxId, TenantId } from './identifiers.ts';

export type Principal =
  | { readonly kind: 'account'; readonly account: AccountId }
  | { readonly kind: 'service'; readonly service: string };

/** Every call on a mailbox carries this. */
export interface MailboxScope {
  readonly tenant: TenantId;
  readonly principal: Principal;
  readonly mailbox: MailboxId;
}

/** Today: the owner, and the services themselves. Delegates and shared mailboxes change this function alone. */
export function mayAccess(scope: MailboxScope): boolean {
  return scope.principal.kind === 'service' || scope.principal.account === scope.mailbox;
}
