/** What the numbers of some properties say. */
import { charsetOfCodePage } from '@postbus/charset';
import {
  AttachMethod,
  PidLidTaskStatus,
  PidTagAccess,
  PidTagAccessLevel,
  PidTagAttachFlags,
  PidTagAttachMethod,
  PidTagAutoResponseSuppress,
  PidTagDisplayType,
  PidTagFlagStatus,
  PidTagFollowupIcon,
  PidTagIconIndex,
  PidTagImportance,
  PidTagInternetCodepage,
  PidTagLastVerbExecuted,
  PidTagMessageCodepage,
  PidTagMessageEditorFormat,
  PidTagMessageFlags,
  PidTagMessageLocaleId,
  PidTagMessageStatus,
  PidTagNativeBody,
  PidTagObjectType,
  PidTagOriginalSensitivity,
  PidTagPriority,
  PidTagRecipientFlags,
  PidTagRecipientTrackStatus,
  PidTagRecipientType,
  PidTagRenderingPosition,
  PidTagSensitivity,
  PidTagStoreSupportMask,
  PidTagToDoItemFlags,
  type PropertyDefinition,
  type PropertyKey,
  RecipientType,
  keyText,
} from '@postbus/mapi';
import { attachFlags, messageFlags, messageStatus, recipientFlags, storeSupport, suppressed } from './flag-names.ts';

type Meaning = (value: number) => string | undefined;

const oneOf = (names: Readonly<Record<string, number>>): Meaning => {
  const byValue = new Map(Object.entries(names).map(([name, value]) => [value, name]));
  return (value) => byValue.get(value);
};
const bitsOf = (names: Readonly<Record<string, number>>): Meaning => {
  const known = Object.entries(names);
  return (value) =>
    known
      .filter(([, bit]) => (value & bit) !== 0)
      .map(([name]) => name)
      .join(' ') || undefined;
};
const sensitivity = oneOf({ normal: 0, personal: 1, private: 2, confidential: 3 });
const icons = {
  none: -1,
  new: 0x000,
  read: 0x100,
  unread: 0x101,
  submitted: 0x102,
  unsent: 0x103,
  receipt: 0x104,
  'replied to': 0x105,
  forwarded: 0x106,
  remote: 0x107,
  'delivery receipt': 0x108,
  'non-delivery report': 0x109,
  'read receipt': 0x10a,
  'non-read receipt': 0x10b,
  encrypted: 0x111,
  signed: 0x110,
};
/** The primary language and the country of the languages met most. [MS-LCID] 2.2 */
const languages = new Intl.DisplayNames('en', { type: 'language' });
const locales: Readonly<Record<number, string>> = {
  0x0407: 'de-DE',
  0x0409: 'en-US',
  0x040a: 'es-ES',
  0x040b: 'fi-FI',
  0x040c: 'fr-FR',
  0x0410: 'it-IT',
  0x0411: 'ja-JP',
  0x0412: 'ko-KR',
  0x0413: 'nl-NL',
  0x0414: 'nb-NO',
  0x0415: 'pl-PL',
  0x0416: 'pt-BR',
  0x0419: 'ru-RU',
  0x041d: 'sv-SE',
  0x041f: 'tr-TR',
  0x0404: 'zh-TW',
  0x0804: 'zh-CN',
  0x0809: 'en-GB',
  0x0816: 'pt-PT',
};

const meanings = new Map<string, Meaning>(
  (
    [
      [PidTagAttachMethod, oneOf(AttachMethod)],
      [PidTagAttachFlags, bitsOf(attachFlags)],
      [PidTagRenderingPosition, oneOf({ 'not in the text': -1 })],
      [PidTagRecipientType, (value) => oneOf(RecipientType)(value & 3)],
      [PidTagRecipientFlags, bitsOf(recipientFlags)],
      [PidTagRecipientTrackStatus, oneOf({ none: 0, organized: 1, tentative: 2, accepted: 3, declined: 4 })],
      [PidTagDisplayType, oneOf({ 'mail user': 0, 'distribution list': 1, forum: 2, agent: 3, organization: 4 })],
      [
        PidTagObjectType,
        oneOf({ store: 1, folder: 3, message: 5, 'mail user': 6, attachment: 7, 'distribution list': 8 }),
      ],
      [PidTagMessageFlags, bitsOf(messageFlags)],
      [PidTagMessageStatus, bitsOf(messageStatus)],
      [PidTagStoreSupportMask, bitsOf(storeSupport)],
      [PidTagAutoResponseSuppress, bitsOf(suppressed)],
      [PidTagAccess, bitsOf({ modify: 1, read: 2, delete: 4, 'create hierarchy': 8, 'create contents': 16 })],
      [PidTagAccessLevel, oneOf({ 'read-only': 0, modify: 1 })],
      [PidTagImportance, oneOf({ low: 0, normal: 1, high: 2 })],
      [PidTagPriority, oneOf({ 'non-urgent': -1, normal: 0, urgent: 1 })],
      [PidTagSensitivity, sensitivity],
      [PidTagOriginalSensitivity, sensitivity],
      [PidTagIconIndex, oneOf(icons)],
      [PidTagFlagStatus, oneOf({ complete: 1, flagged: 2 })],
      [PidTagFollowupIcon, oneOf({ purple: 1, orange: 2, green: 3, yellow: 4, blue: 5, red: 6 })],
      [PidTagToDoItemFlags, bitsOf({ todoTimeFlagged: 1, todoRecipientFlagged: 8 })],
      [PidTagLastVerbExecuted, oneOf({ open: 0, 'replied to sender': 102, 'replied to all': 103, forwarded: 104 })],
      [PidTagNativeBody, oneOf({ undefined: 0, 'plain text': 1, RTF: 2, HTML: 3, 'clear-signed': 4 })],
      [PidTagMessageEditorFormat, oneOf({ unknown: 0, 'plain text': 1, HTML: 2, RTF: 3 })],
      [PidTagInternetCodepage, charsetOfCodePage],
      [PidTagMessageCodepage, charsetOfCodePage],
      [PidTagMessageLocaleId, languageOf],
      [PidLidTaskStatus, oneOf({ 'not started': 0, 'in progress': 1, complete: 2, waiting: 3, deferred: 4 })],
    ] satisfies readonly (readonly [PropertyDefinition, Meaning])[]
  ).map(([definition, meaning]) => [keyText(definition.key), meaning]),
);

/** `mfRead mfHasAttach` of 17 for PidTagMessageFlags; undefined where nothing is known. */
export function meaningOf(key: PropertyKey, value: number): string | undefined {
  return meanings.get(keyText(key))?.(value);
}

function languageOf(localeId: number): string | undefined {
  const tag = locales[localeId];
  return tag === undefined ? undefined : languages.of(tag);
}
