import { type Account, DomainError, addressKey, domainOf } from '@postbus/domain';
import type { Directory } from '@postbus/ports';
import { IngestError } from '../ingest-error.ts';

/** What a recipient's address leads to: an account here, or another host. */
export type Destination = { readonly kind: 'local'; readonly account: Account } | { readonly kind: 'elsewhere' };

/** Finds where mail for an address goes. */
export class FindRecipient {
  readonly #directory: Directory;
  readonly #postmaster: string;

  /** @param postmaster address that `<Postmaster>` without a domain means. RFC 5321 4.5.1 */
  constructor(directory: Directory, postmaster: string) {
    this.#directory = directory;
    this.#postmaster = postmaster;
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
      if (!(await this.#directory.isLocalDomain(domainOf(full)))) return { kind: 'elsewhere' };
    } catch (cause) {
      if (!(cause instanceof DomainError)) {
        throw new IngestError('directory-away', address, 'the directory cannot be asked', { cause });
      }
    }
    throw new IngestError('unknown-recipient', address, 'nobody has this address');
  }
}
