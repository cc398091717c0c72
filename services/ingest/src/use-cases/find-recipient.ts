import { type Account, DomainError, addressKey, domainOf } from '@postbus/domain';
import { numberOfAddress } from '@postbus/oxosmms';
import type { Directory } from '@postbus/ports';
import { IngestError } from '../ingest-error.ts';

/** What a recipient's address leads to: an account here, or another host. */
export type Destination = { readonly kind: 'local'; readonly account: Account } | { readonly kind: 'elsewhere' };

/** Addresses of telephone numbers. docs/text-messages.md */
export interface NumberAddresses {
  /** At which numbers have addresses. */
  readonly domain: string;
  /** Mail of others goes to the mailbox of whoever has the number; that of users here leaves for the number. */
  readonly lead: 'to-owners' | 'elsewhere';
}

/** Finds where mail for an address goes. */
export class FindRecipient {
  readonly #directory: Directory;
  readonly #postmaster: string;
  readonly #numbers: NumberAddresses | undefined;

  /** @param postmaster address that `<Postmaster>` without a domain means. RFC 5321 4.5.1 */
  constructor(directory: Directory, postmaster: string, numbers?: NumberAddresses) {
    this.#directory = directory;
    this.#postmaster = postmaster;
    this.#numbers = numbers;
  }

  /**
   * @throws {IngestError} `unknown-recipient` where the domain is ours and the address is not, `directory-away` where
   *   nobody can tell
   */
  async execute(address: string): Promise<Destination> {
    const full = address === 'postmaster' ? this.#postmaster : address;
    try {
      const account = await this.#directory.resolve(addressKey(full));
      if (account !== undefined) return { kind: 'local', account };
      const byNumber = await this.#byNumber(full);
      if (byNumber !== undefined) return byNumber;
      if (!(await this.#directory.isLocalDomain(domainOf(full)))) return { kind: 'elsewhere' };
    } catch (cause) {
      if (!(cause instanceof DomainError)) {
        throw new IngestError('directory-away', address, 'the directory cannot be asked', { cause });
      }
    }
    throw new IngestError('unknown-recipient', address, 'nobody has this address');
  }

  /** @returns undefined where it is none of a number, or of one that nobody here has */
  async #byNumber(address: string): Promise<Destination | undefined> {
    const numbers = this.#numbers;
    if (numbers === undefined || domainOf(address) !== numbers.domain.toLowerCase()) return undefined;
    const number = numberOfAddress(address, [numbers.domain]);
    if (number === undefined) return undefined;
    if (numbers.lead === 'elsewhere') return { kind: 'elsewhere' };
    const account = await this.#directory.resolveNumber(number.startsWith('+') ? number : `+${number}`);
    return account && { kind: 'local', account };
  }
}
