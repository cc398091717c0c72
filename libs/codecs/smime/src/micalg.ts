/** The digests of a signature as the parameter micalg names them. RFC 8551 3.5.3.2 */
import { readCms } from '@postbus/cms';

const names: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha-1',
  '2.16.840.1.101.3.4.2.4': 'sha-224',
  '2.16.840.1.101.3.4.2.1': 'sha-256',
  '2.16.840.1.101.3.4.2.2': 'sha-384',
  '2.16.840.1.101.3.4.2.3': 'sha-512',
};

/** Each once, separated by commas; `unknown` where none has a name. @param signature the ContentInfo */
export function micalgOf(signature: Uint8Array): string {
  const cms = readCms(signature);
  const used = cms.type === 'signed-data' ? cms.digestAlgorithms.map(({ algorithm }) => names[algorithm]) : [];
  return [...new Set(used.filter((name) => name !== undefined))].join(',') || 'unknown';
}
