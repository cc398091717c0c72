/** Keys of a file as the admin API takes them for an address. */
import { toBase64 } from '@postbus/bytes';
import { type Certificate, fingerprint } from '@postbus/cms';
import { AdminError } from '../admin/admin-error.ts';
import type { InputOf } from '../admin/operations.ts';
import { chainOf, namesAddress } from '../admin/smime/checked-certificate.ts';
import type { OwnKeys } from './own-keys.ts';

interface Wanted {
  readonly address: string;
  /** Whether a certificate may name other addresses alone. */
  readonly anyAddress: boolean;
}

/**
 * Those for the address, each with its chain.
 * @throws {AdminError} `address-not-named` where there is none; {DomainError} `address-invalid`
 */
export function keyInputs(
  { keys, certificates }: OwnKeys,
  { address, anyAddress }: Wanted,
): Promise<InputOf<'importSmimeKey'>[]> {
  const wanted = keys.filter(({ certificate }) => anyAddress || namesAddress(certificate, address));
  if (wanted.length === 0)
    throw notNamed(
      keys.map(({ certificate }) => certificate),
      address,
    );
  return Promise.all(
    wanted.map(async ({ certificate, privateKey }) => {
      const octets = privateKey.exportPkcs8();
      const input = {
        address,
        fingerprint: await fingerprint(certificate),
        certificates: [certificate, ...chainOf(certificate, certificates)].map(({ raw }) => toBase64(raw)),
        privateKey: toBase64(octets),
        ...(anyAddress && { anyAddress }),
      };
      octets.fill(0);
      return input;
    }),
  );
}

/** @param all of a file */
export function notNamed(all: readonly Certificate[], address: string): AdminError {
  const named = all.flatMap(({ emailAddresses }) => emailAddresses).join(', ') || 'no address';
  const message = `the file is for ${named}, not for ${address}; --any-address takes it all the same`;
  return new AdminError('address-not-named', message);
}
