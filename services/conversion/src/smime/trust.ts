/** Trust anchors and CRLs out of their files. */
import {
  type CertificateRevocationList,
  CmsError,
  TrustStore,
  certificateLabels,
  readCertificate,
  readCrl,
  readPem,
} from '@postbus/cms';
import type { TrustFile, TrustMaterial } from './smime-tasks.ts';
import { TrustError } from './trust-error.ts';

export interface Trust {
  readonly trust: TrustStore;
  readonly crls: readonly CertificateRevocationList[];
}

const latin1 = new TextDecoder('latin1');
/** A SEQUENCE of more than 127 octets: its second one is in no text. */
const isDer = ([tag, length = 0]: Uint8Array): boolean => tag === 0x30 && length > 0x80;

/** @throws {TrustError} `damaged`, with the file */
export function readTrust({ anchors, crls }: TrustMaterial): Trust {
  return {
    trust: anchors === undefined ? new TrustStore() : reading(anchors, readAnchors),
    crls: crls.flatMap((file) => reading(file, readCrls)),
  };
}

function readAnchors(bytes: Uint8Array): TrustStore {
  const blocks = readPem(latin1.decode(bytes)).filter(({ label }) => certificateLabels.has(label));
  if (blocks.length === 0) throw new CmsError('malformed', 'there is no certificate in PEM');
  return new TrustStore(blocks.map((block) => readCertificate(block.bytes)));
}

function readCrls(bytes: Uint8Array): CertificateRevocationList[] {
  if (isDer(bytes)) return [readCrl(bytes)];
  const blocks = readPem(latin1.decode(bytes)).filter(({ label }) => label === 'X509 CRL');
  if (blocks.length === 0) throw new CmsError('malformed', 'there is no X509 CRL in PEM');
  return blocks.map((block) => readCrl(block.bytes));
}

function reading<Read>({ file, bytes }: TrustFile, read: (bytes: Uint8Array) => Read): Read {
  try {
    return read(bytes);
  } catch (error) {
    if (!(error instanceof CmsError)) throw error;
    throw new TrustError('damaged', file, `${file}: ${error.message}`, { cause: error });
  }
}
