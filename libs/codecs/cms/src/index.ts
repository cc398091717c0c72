export { CmsError, type CmsErrorCode } from './cms-error.ts';
export type { CmsLimits } from './limits.ts';
export { readCms, type Cms, type Data } from './read-cms.ts';
export { ContentType } from './content-type.ts';
export type { Attribute } from './attribute.ts';
export type { Check, CheckName, FailureCode } from './check.ts';
export type { AlgorithmIdentifier } from './algorithms/algorithm-identifier.ts';
export type { CreateHash, DigestName, IncrementalHash } from './algorithms/digest-algorithm.ts';
export { archivePolicy, strictPolicy, type AlgorithmPolicy, type WeakAlgorithm } from './algorithms/policy.ts';
export { fingerprint, isSameCertificate, readCertificate, type Certificate } from './x509/certificate.ts';
export { readCrl, type CertificateRevocationList } from './x509/crl.ts';
export type { DistinguishedName } from './x509/name.ts';
export type { CurveName, PublicKey } from './x509/public-key.ts';
export type { BasicConstraints, Extension, KeyUsage, NameConstraints } from './x509/extensions.ts';
export { isSameAddress } from './x509/mail-address.ts';
export { certificateLabels, readPem, writePem, type PemBlock } from './x509/pem.ts';
export { TrustStore } from './x509/trust-store.ts';
export type { Purpose } from './x509/path-checks.ts';
export { validateCertificate, type Validation, type ValidationOptions } from './x509/validate-certificate.ts';
export { PrivateKey } from './private-key.ts';
export type { SignedData } from './signed/signed-data.ts';
export type { CertificateIdentifier, SignerInfo } from './signed/signer-info.ts';
export {
  verifySignedData,
  type Outcome,
  type SignedDataResult,
  type SignerResult,
  type VerifyOptions,
} from './signed/verify-signed-data.ts';
export { certificatesOnly, signData, signerDigest, type SignOptions, type Signer } from './signed/sign-data.ts';
export type { AuthEnvelopedData, EnvelopedData } from './enveloped/enveloped-data.ts';
export type {
  KeyAgreeRecipientInfo,
  KeyTransRecipientInfo,
  OtherRecipientInfo,
  RecipientInfo,
} from './enveloped/recipient-info.ts';
export type { ContentEncryptionName } from './enveloped/content-encryption.ts';
export type { KeyTransport } from './enveloped/key-transport.ts';
export { envelop, type EnvelopOptions } from './enveloped/envelop.ts';
export {
  isRecipient,
  openEnvelope,
  type DecryptionKey,
  type OpenOptions,
  type OpenedEnvelope,
} from './enveloped/open-envelope.ts';
export type { CompressedData } from './compressed/compressed-data.ts';
export { compress, decompress, type DecompressOptions } from './compressed/compress.ts';
export { readPkcs12, type Pkcs12, type Pkcs12Key, type ReadPkcs12Options } from './pkcs12/read-pkcs12.ts';
export { readEncryptedPrivateKey } from './pkcs12/encrypted-private-key.ts';
