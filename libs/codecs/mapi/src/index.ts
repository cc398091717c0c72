export { PropertyType } from './property-type.ts';
export { isExternal, type BlobValue, type ExternalValue, type MimeSlice, type TransferEncoding } from './external-value.ts';
export {
  keyText,
  propertyTag,
  type Property,
  type PropertyDefinition,
  type PropertyKey,
  type PropertyName,
  type PropertyValue,
  type ScalarValue,
} from './property.ts';
export { PropertyBag } from './property-bag.ts';
export { AttachMethod, RecipientType, type AttachmentObject, type MessageObject } from './message-object.ts';
