/** What an account is when it comes, and after a change: the same whichever adapter keeps it. */
import { type Account, type AccountId, addressKey } from '@postbus/domain';
import type { AccountChange, NewAccount } from './directory.ts';

type TextTraits = Pick<Account, 'phoneNumbers' | 'textChannels' | 'region'>;

/** The account that is added under `id`, its mailbox named alike. @throws {DomainError} `address-invalid` */
export function accountAdded(id: AccountId, added: NewAccount): Account {
  const { tenant, address, aliases = [], displayName, passwordHash } = added;
  return {
    id,
    tenant,
    mailbox: id,
    address,
    aliases: distinctAliases(address, aliases),
    displayName: displayName ?? address.slice(0, address.lastIndexOf('@')),
    ...textTraitsAfter({}, added),
    ...(passwordHash !== undefined && { passwordHash }),
    version: 1,
  };
}

/** `present` after `change`, under the next version. @throws {DomainError} `address-invalid` */
export function accountAfter(present: Account, change: AccountChange): Account {
  const { id, tenant, mailbox, version } = present;
  const { address, aliases, displayName, passwordHash } = { ...present, ...change };
  return {
    id,
    tenant,
    mailbox,
    address,
    aliases: distinctAliases(address, aliases),
    displayName,
    ...textTraitsAfter(present, change),
    ...(passwordHash !== undefined && { passwordHash }),
    version: version + 1,
  };
}

/** Numbers by which an account is found. */
export function verifiedNumbers({ phoneNumbers = [] }: Pick<Account, 'phoneNumbers'>): string[] {
  return phoneNumbers.flatMap(({ number, verifiedAt }) => (verifiedAt === undefined ? [] : [number]));
}

/** Aliases that are neither the primary address nor repeated. */
function distinctAliases(address: string, aliases: readonly string[]): string[] {
  const byKey = new Map(aliases.map((alias) => [addressKey(alias), alias]));
  byKey.delete(addressKey(address));
  return [...byKey.values()];
}

function textTraitsAfter(present: TextTraits, change: Pick<AccountChange, keyof TextTraits>): TextTraits {
  const { phoneNumbers, textChannels, region } = { ...present, ...change };
  const numbers = new Map(phoneNumbers?.map((phone) => [phone.number, phone]));
  return {
    ...(numbers.size > 0 && { phoneNumbers: [...numbers.values()] }),
    ...(textChannels && { textChannels }),
    ...(typeof region === 'string' && { region }),
  };
}
