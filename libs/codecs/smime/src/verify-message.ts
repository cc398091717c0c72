/** Signatures of messages verified, over the bytes as they came. RFC 8551 3.5, RFC 8550 3 */
import {
  type Certificate,
  type CmsLimits,
  type Outcome,
  type SignedData,
  type SignedDataResult,
  type SignerResult,
  type VerifyOptions,
  verifySignedData,
} from '@postbus/cms';
import { type MimeEntity, parseMime } from '@postbus/mime';
import { authorsOf, signedAs } from './authors.ts';
import { hasBareLineFeeds, withCrlf } from './line-ends.ts';
import { isSignedByOpenPgp, secureForm } from './secure-form.ts';
import { type SignatureFault, clearSignedContent, opaqueSignedContent } from './signed-content.ts';
import { SmimeError } from './smime-error.ts';

export interface VerifyMessageOptions extends Omit<VerifyOptions, 'content'> {
  /**
   * The addresses of which the certificate must name one. Unless told, those of the message's own From and Sender; not
   * looked at where it has neither. `[]` fits no certificate.
   */
  readonly from?: string | readonly string[];
  /** What is read of the CMS at most. */
  readonly limits?: Partial<CmsLimits>;
}

export interface MessageVerification {
  readonly form: 'clear' | 'opaque';
  /** What all signers share at least; `broken` where there is a `fault`. */
  readonly outcome: Outcome;
  readonly signers: readonly SignerResult[];
  /** All that came with the message. */
  readonly certificates: readonly Certificate[];
  /** The signed entity, header and body, in the bytes that were verified: of a clear-signed message a view. */
  readonly content: Uint8Array;
  /** `crlf`: the message has bare LFs where what was signed has CRLF. RFC 8551 3.1.1 */
  readonly lineEnds: 'as-found' | 'crlf';
  /**
   * Which field of the message names the signer. `sender`: who signed did so for who is in From, which RFC 8550 3 allows:
   * show who it was. Undefined where neither does, and where `from` was given.
   */
  readonly signedAs: 'from' | 'sender' | undefined;
  readonly fault: SignatureFault | undefined;
}

/**
 * Verifies the outermost signature of a message. What is wrong with a signature is no error: the checks of its signers,
 * or the `fault`, say it. Parameters like micalg are not believed and not needed: the CMS itself names its digests.
 *
 * @param message a whole message, or a part that is signed; what is in the result shares its bytes
 * @throws {SmimeError} `not-signed`, `openpgp`
 */
export async function verifyMessage(message: Uint8Array, options: VerifyMessageOptions): Promise<MessageVerification> {
  const root = parseMime(message, { depth: 2 });
  const form = formOf(root);
  const authors = options.from === undefined ? authorsOf(root) : undefined;
  const from = options.from ?? (authors && [...authors.from, ...authors.sender]);
  const signed =
    form === 'clear' ? clearSignedContent(root, options.limits) : opaqueSignedContent(root, options.limits);
  const { content = new Uint8Array(), signature } = signed;
  if ('code' in signature) return { ...unread, form, content, fault: signature };
  const verifying: VerifyOptions = { ...options, ...(from !== undefined && { from }) };
  const verified =
    form === 'clear'
      ? await verifiedInEitherForm(signature, content, verifying)
      : await verifiedAs('as-found', signature, signed.content, verifying);
  const as = authors && signedAs(verified.signers, authors);
  return { form, content, ...verified, signedAs: as, fault: undefined };
}

const unread = {
  outcome: 'broken',
  signers: [],
  certificates: [],
  lineEnds: 'as-found',
  signedAs: undefined,
} as const;

function formOf(root: MimeEntity): MessageVerification['form'] {
  const form = secureForm(root);
  if (form === 'clear-signed') return 'clear';
  if (form === 'signed') return 'opaque';
  if (isSignedByOpenPgp(root)) throw new SmimeError('openpgp', 'the message is signed by OpenPGP, and not by S/MIME');
  throw new SmimeError('not-signed', 'the outermost layer of the message is not signed');
}

type Verified = SignedDataResult & Pick<MessageVerification, 'lineEnds'> & { readonly content?: Uint8Array };

/** What has bare LFs was signed with CRLF, unless it was signed as it is: both are tried. RFC 8551 3.1.1 */
async function verifiedInEitherForm(cms: SignedData, content: Uint8Array, options: VerifyOptions): Promise<Verified> {
  if (hasBareLineFeeds(content)) {
    const verified = await verifiedAs('crlf', cms, withCrlf(content), options);
    if (verified.outcome !== 'broken') return verified;
  }
  return verifiedAs('as-found', cms, content, options);
}

async function verifiedAs(
  lineEnds: Verified['lineEnds'],
  cms: SignedData,
  content: Uint8Array | undefined,
  options: VerifyOptions,
): Promise<Verified> {
  const result = await verifySignedData(cms, { ...options, ...(content !== undefined && { content }) });
  return { ...result, lineEnds, ...(content !== undefined && { content }) };
}
