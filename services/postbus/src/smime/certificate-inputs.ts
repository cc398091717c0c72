/** Certificates of a file as the admin API takes them for an address. */
import { toBase64 } from '@postbus/bytes';
import { type Certificate, fingerprint } from '@postbus/cms';
import type { InputOf } from '../admin/operations.ts';
import { chainOf, namesAddress } from '../admin/smime/checked-certificate.ts';
import { notNamed } from './key-inputs.ts';

/**
 * Those for the address, each with those that vouch for it.
 *
 * @param anyAddress takes every certificate that is no authority's instead
 * @throws {AdminError} `address-not-named` where there is none; {DomainError} `address-invalid`
 */
export function certificateInputs(
  certificates: readonly Certificate[],
  { address, anyAddress }: { readonly address: string; readonly anyAddress: boolean },
): Promise<InputOf<'addSmimeCertificate'>[]> {
  const wanted = certificates.filter((one) =>
    anyAddress ? one.basicConstraints?.ca !== true : namesAddress(one, address),
  );
  if (wanted.length === 0) throw notNamed(certificates, address);
  return Promise.all(
    wanted.map(async (certificate) => ({
      address,
      fingerprint: await fingerprint(certificate),
      certificate: toBase64(certificate.raw),
      issuers: chainOf(certificate, certificates).map(({ raw }) => toBase64(raw)),
      ...(anyAddress && { anyAddress }),
    })),
  );
}
