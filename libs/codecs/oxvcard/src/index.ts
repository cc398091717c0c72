export { contactFromVCard, contactOf } from './contact-from-vcard.ts';
export { VCardProperty, type VCardVersion } from './content-line.ts';
export { type ReadVCardOptions, readVCards, type VCard } from './read-vcard.ts';
export { vCardOf, type WriteVCardOptions } from './vcard-of.ts';
export { VCardError, type VCardErrorCode } from './vcard-error.ts';
