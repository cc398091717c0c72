/** Certificates to encrypt for others by. */
import type { SmimeStore } from '@postbus/ports';
import type { CertificateMaterial, PlanTask } from '../smime/smime-tasks.ts';

export class SmimeCertificates {
  constructor(private readonly store: SmimeStore) {}

  /**
   * Those of each address that there are, the preferred first: what an operator gave before what was learned, the newest
   * of each first. So nobody gets between two correspondents by a signature once an operator has said which certificate it is.
   * @throws {PortError} `unavailable`
   */
  forAll(addresses: readonly string[]): Promise<PlanTask['recipients']> {
    return Promise.all(addresses.map(async (address) => ({ address, certificates: await this.#of(address) })));
  }

  async #of(address: string): Promise<CertificateMaterial[]> {
    const all = await this.store.certificates(address);
    const given = all.filter(({ source }) => source === 'given');
    const learned = all.filter(({ source }) => source === 'learned');
    return [...given, ...learned].map(({ certificate, issuers }) => ({ certificate, issuers }));
  }
}
