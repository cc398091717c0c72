/** The operations on private keys, over the store and the master keys of this process. */
import { fromBase64 } from '@postbus/bytes';
import { CmsError, PrivateKey, readCertificate, signData } from '@postbus/cms';
import { type SmimeKey as KeptKey, addressKey } from '@postbus/domain';
import { PostbusError } from '@postbus/errors';
import { MasterKeyError, type MasterKeys, type SealedFor } from '@postbus/platform';
import type { Clock, SmimeEntryName, SmimeStore } from '@postbus/ports';
import { AdminError } from '../admin-error.ts';
import type { Administration } from '../operations.ts';
import { certificateOf, certificateView, chainOf, checkCertificate } from './checked-certificate.ts';
import { listed, oneOf } from './pages.ts';
import type { SmimeKey } from './smime-operations.ts';

export interface KeyPorts {
  readonly smimeStore: SmimeStore;
  readonly masterKeys: MasterKeys;
  readonly clock: Clock;
}

const pageSize = 100;

type KeyOperations = Pick<Administration, 'listSmimeKeys' | 'importSmimeKey' | 'removeSmimeKey' | 'resealSmimeKeys'>;

export function keyOperations({ smimeStore: store, masterKeys, clock }: KeyPorts): KeyOperations {
  const view = (key: KeptKey): SmimeKey => keyView(key, masterKeys);
  return {
    listSmimeKeys: async (asked) => {
      const { entries, ...rest } = await listed(
        asked,
        (address) => store.keys(address),
        (page) => store.allKeys(page),
      );
      return { keys: entries.map(view), ...rest };
    },
    importSmimeKey: async ({ address, fingerprint, certificates, privateKey, anyAddress }) => {
      const [certificate, ...others] = certificates.map(certificateOf);
      if (certificate === undefined) throw new AdminError('not-a-certificate', 'the key comes without a certificate');
      checkCertificate(certificate, { address, fingerprint, anyAddress });
      const read = privateKeyOf(privateKey);
      // Signs once: `key-mismatch` where the key is not that of the certificate.
      await signData(new Uint8Array(), { signers: [{ certificate, privateKey: read }], detached: true });
      const chain = chainOf(certificate, others);
      const name = { address: addressKey(address), fingerprint };
      const key: KeptKey = {
        ...name,
        certificates: [certificate, ...chain, ...others.filter((one) => !chain.includes(one))].map(({ raw }) => raw),
        sealed: sealedKey(read, name, masterKeys),
        notAfter: certificate.notAfter.getTime(),
        addedAt: clock.now(),
      };
      await store.putKey(key);
      return view(key);
    },
    removeSmimeKey: async (named) => {
      const key = oneOf(await store.keys(named.address), named, 'no-such-key');
      if (!(await store.removeKey(key.address, key.fingerprint)))
        throw new AdminError('no-such-key', `${key.address} has no key ${key.fingerprint} any more`);
      return view(key);
    },
    resealSmimeKeys: async () => {
      const left: { address: string; fingerprint: string; code: string }[] = [];
      let keys = 0;
      let resealed = 0;
      for await (const key of everyKey(store)) {
        keys++;
        if (masterKeys.stateOf(key.sealed) === 'current') continue;
        try {
          if (await store.resealKey(key, resealedKey(key, masterKeys))) resealed++;
        } catch (error) {
          if (!(error instanceof MasterKeyError)) throw error;
          left.push({ address: key.address, fingerprint: key.fingerprint, code: error.code });
        }
      }
      return { keys, resealed, left };
    },
  };
}

/** @throws {AdminError} `not-a-private-key`, which tells nothing of what it was */
function privateKeyOf(base64: string): PrivateKey {
  const octets = fromBase64(base64);
  try {
    return new PrivateKey(octets);
  } catch (error) {
    if (!(error instanceof PostbusError)) throw error;
    const why = error instanceof CmsError && error.code === 'unsupported-algorithm' ? error.message : 'PKCS #8 is read';
    throw new AdminError('not-a-private-key', `this is no private key that can be used: ${why}`);
  } finally {
    octets.fill(0);
  }
}

function sealedKey(key: PrivateKey, sealedFor: SealedFor, masterKeys: MasterKeys): Uint8Array {
  const octets = key.exportPkcs8();
  try {
    return masterKeys.seal(octets, sealedFor);
  } finally {
    octets.fill(0);
  }
}

/** @throws {MasterKeyError} where no master key opens it */
function resealedKey(key: KeptKey, masterKeys: MasterKeys): Uint8Array {
  const octets = masterKeys.open(key.sealed, key);
  try {
    return masterKeys.seal(octets, key);
  } finally {
    octets.fill(0);
  }
}

async function* everyKey(store: SmimeStore): AsyncGenerator<KeptKey> {
  let after: SmimeEntryName | undefined;
  for (;;) {
    const page = await store.allKeys({ limit: pageSize, ...(after !== undefined && { after }) });
    yield* page;
    if (page.length < pageSize) return;
    after = page.at(-1);
  }
}

function keyView({ address, fingerprint, certificates, sealed, addedAt }: KeptKey, masterKeys: MasterKeys): SmimeKey {
  const [certificate, ...others] = certificates.map((one) => readCertificate(one));
  return {
    address,
    fingerprint,
    ...certificateView(certificate!, others),
    addedAt: new Date(addedAt).toISOString(),
    masterKey: masterKeys.stateOf(sealed),
  };
}
