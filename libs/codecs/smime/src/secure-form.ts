/** What S/MIME a message is, by its types and by the CMS in it. RFC 8551 3.2.2, 3.5, 3.10 */
import { type MimeEntity, decodeTransferEncoding } from '@postbus/mime';
import { type CmsType, cmsTypeOctets, cmsTypeOf } from './cms-type.ts';

/** `certs-only` is signed data that says so of itself: nobody signed it. RFC 8551 3.8 */
export type SecureForm = 'clear-signed' | 'signed' | 'enveloped' | 'auth-enveloped' | 'compressed' | 'certs-only';

const formOfType: Readonly<Record<CmsType, SecureForm>> = {
  'signed-data': 'signed',
  'enveloped-data': 'enveloped',
  'auth-enveloped-data': 'auth-enveloped',
  'compressed-data': 'compressed',
};
/** RFC 8551 3.2.2 */
const formOfLabel: Readonly<Record<string, SecureForm>> = {
  'signed-data': 'signed',
  'signed-receipt': 'signed',
  'enveloped-data': 'enveloped',
  'authenveloped-data': 'auth-enveloped',
  'compressed-data': 'compressed',
  'certs-only': 'certs-only',
};
const ofPkcs7 = /^application\/(?:x-)?pkcs7-mime$/;
const ofSignature = /^application\/(?:x-)?pkcs7-signature$/;
const ofPgp = /^application\/pgp-signature$/;
/** Bytes of a body that hold the first octets under any transfer encoding, line ends and armour before them too. */
const peeked = 512;

/**
 * What the outermost layer of `message` is; undefined where it is none of S/MIME, as with the signatures of OpenPGP.
 * The CMS itself counts where it can be read, `smime-type` where it cannot: labels are wrong often enough.
 */
export function secureForm(message: MimeEntity): SecureForm | undefined {
  if (message.contentType.is('multipart/signed')) return isSignedBySmime(message) ? 'clear-signed' : undefined;
  if (!isCmsEntity(message)) return undefined;
  const label = (message.contentType.parameters.get('smime-type') ?? '').toLowerCase();
  const type = cmsTypeIn(message);
  if (type === 'signed-data' && label === 'certs-only') return 'certs-only';
  if (type !== undefined) return formOfType[type];
  return formOfLabel[label];
}

/** Whether `message` is a multipart/signed of OpenPGP. RFC 3156 5 */
export function isSignedByOpenPgp(message: MimeEntity): boolean {
  if (!message.contentType.is('multipart/signed')) return false;
  return ofPgp.test(protocolOf(message)) || ofPgp.test(message.parts[1]?.contentType.mediaType ?? '');
}

/** Whether the name or the type of `part` says that it is a detached signature. RFC 8551 3.2.1, 3.5.3.2 */
export function isSignaturePart(part: MimeEntity): boolean {
  return ofSignature.test(part.contentType.mediaType) || isFile(part, /\.p7s$/i);
}

function isSignedBySmime(message: MimeEntity): boolean {
  if (isSignedByOpenPgp(message)) return false;
  if (ofSignature.test(protocolOf(message))) return true;
  const [, signature] = message.parts;
  return signature !== undefined && (isSignaturePart(signature) || cmsTypeIn(signature) === 'signed-data');
}

const protocolOf = ({ contentType }: MimeEntity): string =>
  (contentType.parameters.get('protocol') ?? '').trim().toLowerCase();

const isCmsEntity = (entity: MimeEntity): boolean =>
  ofPkcs7.test(entity.contentType.mediaType) || isFile(entity, /\.p7[mz]$/i);

/** Gateways and mailers that know no type of S/MIME send it as a file. RFC 8551 3.10 */
const isFile = (entity: MimeEntity, name: RegExp): boolean =>
  entity.contentType.is('application/octet-stream') && name.test(entity.fileName?.trimEnd() ?? '');

function cmsTypeIn(entity: MimeEntity): CmsType | undefined {
  const head = decodeTransferEncoding(entity.bodyBytes().subarray(0, peeked), entity.transferEncoding);
  return cmsTypeOf(head.subarray(0, cmsTypeOctets));
}
