/** Messages signed: clear, as multipart/signed, or opaque, as application/pkcs7-mime. RFC 8551 3.5 */
import { concat } from '@postbus/bytes';
import { type Certificate, type CreateHash, type Signer, signData, signerDigest } from '@postbus/cms';
import { entityBytes, parseMime, writeLeaf, writeMultipart } from '@postbus/mime';
import { cmsEntity } from './cms-entity.ts';
import { outerFields } from './message-header.ts';
import { type PreparedEntity, preparedEntity } from './prepared-entity.ts';
import { SmimeError } from './smime-error.ts';

export interface SignMessageOptions {
  /** `clear`: everyone can read it. `opaque`: nothing on the way can change it by chance. RFC 8551 3.5.1 */
  readonly form: 'clear' | 'opaque';
  /** At least one. */
  readonly signers: readonly Signer[];
  /** What lies between the signers and a trust anchor; theirs are sent in any case. */
  readonly certificates?: readonly Certificate[];
  /** Of the signers that have none of their own; now unless told. */
  readonly signingTime?: Date;
  /** Native hashes, so that a large message is copied nowhere: `createHash` of Node does. */
  readonly createHash?: CreateHash;
}

/**
 * Signs a whole message. All Content-* fields go into what is signed; the other fields stay before it, unsigned, in their
 * order and bytes. What is signed has CRLF line ends and no octets over 127: parts that do not are put into
 * quoted-printable or base64, innermost parts only, and never within what was signed or encrypted before. Where that
 * leaves something that mail may change, the message is signed opaque although `clear` was asked for. RFC 8551 3.1, 3.5
 *
 * @param message with CRLF or LF line ends; signed and encrypted ones too
 * @returns the signed message, with CRLF line ends
 * @throws {SmimeError} `no-signer`
 * @throws {CmsError} `key-mismatch` where a key is not that of its certificate
 */
export async function signMessage(message: Uint8Array, options: SignMessageOptions): Promise<Uint8Array> {
  const { form, signingTime, createHash, certificates = [] } = options;
  if (options.signers.length === 0) throw new SmimeError('no-signer', 'nobody is there to sign the message');
  const signers = options.signers.map((signer) => ({ ...(signingTime !== undefined && { signingTime }), ...signer }));
  const root = parseMime(message);
  const entity = preparedEntity(root);
  const content = createHash === undefined ? concat(entity.pieces) : entity.pieces;
  const detached = form === 'clear' && entity.isSevenBit;
  const cms = await signData(content, {
    signers,
    certificates,
    detached,
    ...(createHash !== undefined && { createHash }),
  });
  const outer = outerFields(root);
  return detached ? clearSigned(outer, entity, cms, signers) : cmsEntity(outer, cms, 'signed-data', 'smime.p7m');
}

/** multipart/signed around the entity and its signature. RFC 8551 3.5.3 */
function clearSigned(
  outer: Uint8Array,
  { pieces }: PreparedEntity,
  signature: Uint8Array,
  signers: readonly Signer[],
): Uint8Array {
  const name = 'smime.p7s';
  const signed = { pieces, searched: pieces, eightBit: false };
  const signaturePart = writeLeaf('application/pkcs7-signature', signature, {
    parameters: [['name', name]],
    disposition: { type: 'attachment', parameters: [['filename', name]] },
    transferEncoding: 'base64',
  });
  const multipart = writeMultipart('signed', [signed, signaturePart], {
    parameters: [
      ['protocol', 'application/pkcs7-signature'],
      ['micalg', micalgOf(signers)],
    ],
  });
  return entityBytes({ ...multipart, pieces: [outer, ...multipart.pieces] });
}

/** The digests, each once. RFC 8551 3.5.3.2 */
function micalgOf(signers: readonly Signer[]): string {
  return [...new Set(signers.map((signer) => signerDigest(signer).toLowerCase()))].join(',');
}
