/** The two halves of a signed message: what was signed, exactly, and the SignedData. RFC 1847 2.1, RFC 8551 3.5 */
import { concat } from '@postbus/bytes';
import { type CmsLimits, CmsError, type SignedData, readCms } from '@postbus/cms';
import type { MimeEntity } from '@postbus/mime';
import { cmsIn } from './cms-entity.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** What of a signed message cannot be read, beside what the checks of a signer tell. */
export interface SignatureFault {
  /** `no-signature`: there are not two parts, the signed one and its signature. `unreadable-signature`: the CMS is broken. */
  readonly code: 'no-signature' | 'unreadable-signature';
  /** One sentence for people and logs. */
  readonly message: string;
}

export interface SignedContent {
  /** Header and body of what was signed; of clear-signed messages a view. Undefined where nothing is there. */
  readonly content: Uint8Array | undefined;
  readonly signature: SignedData | SignatureFault;
}

/** @param message a multipart/signed, read to a depth of 2: the delimiters of no other multipart count */
export function clearSignedContent(message: MimeEntity, limits: Partial<CmsLimits> | undefined): SignedContent {
  const [signed, signature, ...others] = message.parts;
  if (signed !== undefined && signature !== undefined && others.length === 0)
    return { content: between(signed, signature), signature: signedDataIn(signature, limits) };
  const parts = `${message.parts.length} ${message.parts.length === 1 ? 'part' : 'parts'}`;
  const what = `a multipart/signed of ${parts}, where the signed one and its signature belong`;
  return { content: signed?.bytes(), signature: { code: 'no-signature', message: what } };
}

/**
 * From one delimiter to the other: the line end before a delimiter is the delimiter's. So it is cut even where the signed
 * part ends within its own header, and has no body.
 */
function between({ source, start }: MimeEntity, signature: MimeEntity): Uint8Array {
  let end = source.lastIndexOf(lineFeed, signature.start - 2);
  if (source[end - 1] === carriageReturn) end--;
  return source.subarray(start, Math.max(start, end));
}

export function opaqueSignedContent(message: MimeEntity, limits: Partial<CmsLimits> | undefined): SignedContent {
  const signature = signedDataIn(message, limits);
  const pieces = 'type' in signature ? signature.content : undefined;
  return { content: pieces && (pieces.length === 1 ? pieces[0] : concat(pieces)), signature };
}

function signedDataIn(entity: MimeEntity, limits: Partial<CmsLimits> | undefined): SignedData | SignatureFault {
  const { mediaType } = entity.contentType;
  try {
    const cms = readCms(cmsIn(entity), limits);
    if (cms.type === 'signed-data') return cms;
    return { code: 'unreadable-signature', message: `the ${mediaType} holds ${cms.type} and no signature` };
  } catch (error) {
    if (!(error instanceof CmsError)) throw error;
    return {
      code: 'unreadable-signature',
      message: `the ${mediaType} cannot be read: ${error.code}: ${error.message}`,
    };
  }
}
