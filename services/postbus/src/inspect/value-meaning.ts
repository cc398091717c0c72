/** What the numbers of some properties say. */
import {
  AttachMethod,
  PidTagAttachMethod,
  PidTagImportance,
  PidTagMessageFlags,
  PidTagNativeBody,
  PidTagRecipientType,
  PidTagSensitivity,
  type PropertyKey,
  RecipientType,
  keyText,
} from '@postbus/mapi';
import { MessageFlag } from '@postbus/oxcmail';

type Meaning = (value: number) => string | undefined;

const oneOf = (names: Readonly<Record<string, number>>): Meaning => {
  const byValue = new Map(Object.entries(names).map(([name, value]) => [value, name]));
  return (value) => byValue.get(value);
};
const bitsOf =
  (names: Readonly<Record<string, number>>): Meaning =>
  (value) =>
    Object.entries(names)
      .filter(([, bit]) => (value & bit) !== 0)
      .map(([name]) => name)
      .join(' ') || undefined;

const meanings = new Map<string, Meaning>([
  [keyText(PidTagAttachMethod.key), oneOf(AttachMethod)],
  [keyText(PidTagRecipientType.key), oneOf(RecipientType)],
  [keyText(PidTagMessageFlags.key), bitsOf(MessageFlag)],
  [keyText(PidTagImportance.key), oneOf({ low: 0, normal: 1, high: 2 })],
  [keyText(PidTagSensitivity.key), oneOf({ normal: 0, personal: 1, private: 2, confidential: 3 })],
  [keyText(PidTagNativeBody.key), oneOf({ undefined: 0, 'plain text': 1, RTF: 2, HTML: 3 })],
]);

/** `mfRead mfHasAttach` of 17 for PidTagMessageFlags; undefined where nothing is known. */
export function meaningOf(key: PropertyKey, value: number): string | undefined {
  return meanings.get(keyText(key))?.(value);
}
