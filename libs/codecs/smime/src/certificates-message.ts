/** Messages of certificates alone, and the certificates that come with signatures. RFC 8551 3.8 */
import { type Certificate, type CertificateRevocationList, readCms } from '@postbus/cms';
import { parseMime } from '@postbus/mime';
import { cmsIn } from './cms-entity.ts';
import { secureForm } from './secure-form.ts';
import { SmimeError } from './smime-error.ts';

export interface MessageCertificates {
  readonly certificates: readonly Certificate[];
  readonly crls: readonly CertificateRevocationList[];
}

/**
 * The certificates and CRLs in a certs-only or signed message. Nothing vouches for them: who uses one validates it.
 *
 * @throws {SmimeError} `no-certificates` where the message is neither
 * @throws {CmsError} `malformed`, `too-many-entries` and the like
 */
export function certificatesIn(message: Uint8Array): MessageCertificates {
  const root = parseMime(message, { depth: 2 });
  const form = secureForm(root);
  const entity = form === 'clear-signed' ? root.parts[1] : root;
  if (entity !== undefined && (form === 'certs-only' || form === 'signed' || form === 'clear-signed')) {
    const cms = readCms(cmsIn(entity));
    if (cms.type === 'signed-data') return { certificates: cms.certificates, crls: cms.crls };
  }
  throw new SmimeError('no-certificates', 'the message is neither signed nor one of certificates');
}
