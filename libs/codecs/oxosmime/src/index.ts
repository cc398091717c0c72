export { isClearSigned, isOpaqueOrEncrypted, type SecureKind, secureKindOf } from './secure-kind.ts';
export {
  isSecureMessageClass,
  secureFormClass,
  SecureMessageClass,
  secureMessageClass,
  withoutSecureSuffix,
} from './message-class.ts';
export { clearSignedAttachment, type SignedEntityPlace, signedPartAttachment } from './signed-entity.ts';
export { type SecureObject, secureObjectOf, type SignedEntity } from './secure-object.ts';
export { secureToMime, type SecureToMimeOptions } from './secure-to-mime.ts';
