/** The operations on certificates to encrypt for. */
import { readCertificate } from '@postbus/cms';
import { type SmimeCertificate as KeptCertificate, addressKey } from '@postbus/domain';
import type { Clock, SmimeStore } from '@postbus/ports';
import { AdminError } from '../admin-error.ts';
import type { Administration } from '../operations.ts';
import { certificateOf, certificateView, checkCertificate } from './checked-certificate.ts';
import { listed, oneOf } from './pages.ts';
import type { SmimeCertificate } from './smime-operations.ts';

export interface CertificatePorts {
  readonly smimeStore: SmimeStore;
  readonly clock: Clock;
}

type CertificateOperations = Pick<
  Administration,
  'listSmimeCertificates' | 'addSmimeCertificate' | 'removeSmimeCertificate'
>;

export function certificateOperations({ smimeStore: store, clock }: CertificatePorts): CertificateOperations {
  return {
    listSmimeCertificates: async (asked) => {
      const { entries, ...rest } = await listed(
        asked,
        (address) => store.certificates(address),
        (page) => store.allCertificates(page),
      );
      return { certificates: entries.map(view), ...rest };
    },
    addSmimeCertificate: async ({ address, fingerprint, certificate: base64, issuers = [], anyAddress }) => {
      const certificate = certificateOf(base64);
      checkCertificate(certificate, { address, fingerprint, anyAddress });
      const kept: KeptCertificate = {
        address: addressKey(address),
        fingerprint,
        certificate: certificate.raw,
        issuers: issuers.map((issuer) => certificateOf(issuer).raw),
        source: 'given',
        addedAt: clock.now(),
      };
      await store.putCertificate(kept);
      return view(kept);
    },
    removeSmimeCertificate: async (named) => {
      const kept = oneOf(await store.certificates(named.address), named, 'no-such-certificate');
      if (!(await store.removeCertificate(kept.address, kept.fingerprint)))
        throw new AdminError('no-such-certificate', `${kept.address} has no certificate ${kept.fingerprint} any more`);
      return view(kept);
    },
  };
}

function view({ address, fingerprint, certificate, issuers, source, addedAt }: KeptCertificate): SmimeCertificate {
  const others = issuers.map((issuer) => readCertificate(issuer));
  return {
    address,
    fingerprint,
    ...certificateView(readCertificate(certificate), others),
    addedAt: new Date(addedAt).toISOString(),
    source,
  };
}
