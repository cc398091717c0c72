/** Private keys of the S/MIME gateway: what sealed them, until when they are valid, and who has one to sign by. */
import { domainOf } from '@postbus/domain';
import type { SmimeKey } from '../admin/smime/smime-operations.ts';
import { shortFingerprint } from '../commands/fingerprint.ts';
import { count, counted } from '../terminal/numbers.ts';
import { type Finding, failed, ok, warning } from './finding.ts';
import { FirstFew } from './first-few.ts';
import { type SmimeAdministration, keysByAddress } from './smime-entries.ts';

/** Milliseconds before its end from which a key is complained about: authorities take their time. */
const soon = 30 * 24 * 60 * 60 * 1000;

export interface KeysFound {
  readonly count: number;
  readonly findings: readonly Finding[];
}

/**
 * Looks at every key once.
 * @param keyless addresses and domains in question; those are taken out that have a key to sign by
 */
export async function lookAtSmimeKeys(
  administration: SmimeAdministration,
  keyless: Set<string>,
  now: number,
): Promise<KeysFound> {
  const seals = new Seals();
  const validity = new Validity(now);
  let keys = 0;
  for await (const group of keysByAddress(administration)) {
    keys += group.length;
    for (const key of group) {
      seals.add(key);
      if (!maySign(key, now)) continue;
      keyless.delete(key.address);
      keyless.delete(domainOf(key.address));
    }
    validity.add(group);
  }
  return { count: keys, findings: keys === 0 ? [] : [seals.finding(keys), validity.finding(keys)] };
}

/** As far as the API tells: what a key may be used for it does not. */
function maySign({ address, addresses, masterKey, notBefore, notAfter }: SmimeKey, now: number): boolean {
  const isValid = Date.parse(notBefore) <= now && now <= Date.parse(notAfter);
  return isValid && masterKey !== 'missing' && addresses.some((one) => one.normalize('NFC').toLowerCase() === address);
}

class Seals {
  readonly #former = new FirstFew();
  readonly #missing = new FirstFew();

  add(key: SmimeKey): void {
    if (key.masterKey === 'former') this.#former.add(nameOf(key));
    if (key.masterKey === 'missing') this.#missing.add(nameOf(key));
  }

  finding(keys: number): Finding {
    const parts = [
      ...this.#missing.told(
        (names) =>
          `${counted(this.#missing.count, 'key')} that no master key opens: ${names}; ` +
          'conversion.smime.masterKeys is to name what sealed them, or they are imported anew',
      ),
      ...this.#former.told(
        (names) =>
          `${counted(this.#former.count, 'key')} sealed by a former master key: ${names}; ` +
          'postbus smime key reseal seals them by the first',
      ),
    ];
    if (parts.length === 0) return ok('smime-seals', `${counted(keys, 'key')}, all sealed by the first master key`);
    return (this.#missing.count > 0 ? failed : warning)('smime-seals', parts.join('; '));
  }
}

class Validity {
  readonly #now: number;
  readonly #expired = new FirstFew();
  readonly #ending = new FirstFew();
  #followed = 0;

  constructor(now: number) {
    this.#now = now;
  }

  /** @param group all keys of an address */
  add(group: readonly SmimeKey[]): void {
    const lasting = group.filter((key) => this.#lasts(key)).map(({ notBefore }) => Date.parse(notBefore));
    const latest = lasting.reduce((one, other) => Math.max(one, other), -Infinity);
    for (const key of group) {
      const end = Date.parse(key.notAfter);
      if (end > this.#now + soon) continue;
      if (Date.parse(key.notBefore) < latest) this.#followed++;
      else (end < this.#now ? this.#expired : this.#ending).add(`${nameOf(key)} (${key.notAfter.slice(0, 10)})`);
    }
  }

  #lasts({ masterKey, notBefore, notAfter }: SmimeKey): boolean {
    return masterKey !== 'missing' && Date.parse(notBefore) <= this.#now && Date.parse(notAfter) > this.#now + soon;
  }

  finding(keys: number): Finding {
    const parts = [
      ...this.#expired.told((names) => `${counted(this.#expired.count, 'key')} with an expired certificate: ${names}`),
      ...this.#ending.told(
        (names) => `${counted(this.#ending.count, 'key')} with a certificate that expires within 30 days: ${names}`,
      ),
    ];
    if (parts.length > 0)
      return warning('smime-keys', `${parts.join('; ')}; postbus smime key import takes later ones`);
    const followed = this.#followed === 0 ? '' : `; ${count(this.#followed)} with a later one in place`;
    return ok('smime-keys', `${counted(keys, 'key')}, none to be renewed within 30 days${followed}`);
  }
}

function nameOf({ address, fingerprint }: SmimeKey): string {
  return `${address} ${shortFingerprint(fingerprint)}`;
}
