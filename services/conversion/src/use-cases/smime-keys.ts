/** The private keys of addresses, opened for a moment. */
import type { SmimeKey } from '@postbus/domain';
import { PostbusError } from '@postbus/errors';
import type { SmimeStore } from '@postbus/ports';
import { smimeKeyUnusable } from '../channels.ts';
import type { KeyMaterial } from '../smime/smime-tasks.ts';

/** Opens what a master key sealed; `MasterKeys` of the platform does. */
export interface KeySeal {
  open(sealed: Uint8Array, sealedFor: { readonly address: string; readonly fingerprint: string }): Uint8Array;
}

/** To be filled with zeros once it is used. */
export interface OpenedKey extends KeyMaterial {
  readonly fingerprint: string;
}

export class SmimeKeys {
  constructor(
    private readonly store: SmimeStore,
    private readonly seal: KeySeal,
  ) {}

  /**
   * The keys of all of `addresses`, of each the newest first. One that cannot be opened is told, and as good as none.
   * @throws {PortError} `unavailable`
   */
  async opened(addresses: readonly string[]): Promise<OpenedKey[]> {
    const sealed = await Promise.all(addresses.map((address) => this.store.keys(address)));
    return sealed.flat().flatMap((key) => this.#opened(key) ?? []);
  }

  #opened({ address, fingerprint, certificates, sealed }: SmimeKey): OpenedKey | undefined {
    try {
      return { fingerprint, certificates, pkcs8: this.seal.open(sealed, { address, fingerprint }) };
    } catch (error) {
      if (!(error instanceof PostbusError)) throw error;
      smimeKeyUnusable.publish({ fingerprint, code: error.code });
      return undefined;
    }
  }
}
