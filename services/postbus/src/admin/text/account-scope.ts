import type { Account, MailboxScope } from '@postbus/domain';

/** The mailbox of an account, as the admin API opens it. */
export function scopeOf({ tenant, mailbox }: Pick<Account, 'tenant' | 'mailbox'>): MailboxScope {
  return { tenant, principal: { kind: 'service', service: 'admin' }, mailbox };
}
