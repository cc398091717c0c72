/** What the bytes of some properties say: addresses of entry ids, times of conversation indexes, text. */
import { equalBytes, fromHex, guidText, latin1Text, toHex } from '@postbus/bytes';
import { charsetOfCodePage, decodeText } from '@postbus/charset';
import { PostbusError } from '@postbus/errors';
import {
  PidTagConversationIndex,
  PidTagHtml,
  PidTagInternetCodepage,
  PidTagRtfCompressed,
  type PropertyBag,
  type PropertyKey,
  definitionOf,
  isConversationIndex,
  isOneOffEntryId,
  keyText,
  readConversationIndex,
  readFlatEntryList,
  readOneOffEntryId,
} from '@postbus/mapi';

/** [MS-OXCDATA] 2.2.5.2: of entries of the address book. */
const addressBookUid = fromHex('dca740c8c042101ab4b908002b2fe182');
/** Offset of the distinguished name in one, after flags, provider, version and type. */
const distinguishedNameAt = 28;
const lzfu = fromHex('4c5a4675');
const mela = fromHex('4d454c41');
const searchKey = /^[\x21-\x7e]+:[\x20-\x7e]+\0?$/;
/** Names of properties that hold one entry id, several in a list, a key of an address, a GUID, or a change number. */
const entryIdName = /EntryId$/;
const entryListName = /(?:ReplyRecipientEntries|FlatEntryList)$/;
const searchKeyName = /SearchKey$/;
const guidName = /^PidTag(?:ConversationId|MappingSignature|StoreRecordKey)$/;
const globalIdName = /^PidTag(?:ChangeKey|SourceKey|ParentSourceKey)$/;
/** A GUID and a counter of six bytes, or a larger one. [MS-OXCFXICS] 2.2.2.2 */
const guidLength = 16;

/** One line; undefined where nothing is known of the bytes. @param bag of which the property is */
export function binaryMeaningOf(key: PropertyKey, bytes: Uint8Array, bag: PropertyBag): string | undefined {
  try {
    return meaning(key, bytes, bag);
  } catch (error) {
    if (!(error instanceof PostbusError)) throw error;
    return undefined;
  }
}

function meaning(key: PropertyKey, bytes: Uint8Array, bag: PropertyBag): string | undefined {
  const text = keyText(key);
  if (text === keyText(PidTagHtml.key)) return htmlText(bytes, bag);
  if (text === keyText(PidTagRtfCompressed.key)) return rtfSize(bytes);
  if (text === keyText(PidTagConversationIndex.key)) return conversationText(bytes);
  const name = definitionOf(key)?.canonicalName ?? '';
  if (searchKeyName.test(name)) return searchKeyText(bytes);
  if (entryListName.test(name))
    return readFlatEntryList(bytes)
      .map((one) => entryIdText(one) ?? '?')
      .join('; ');
  if (guidName.test(name) && bytes.length === guidLength) return guidText(bytes);
  if (globalIdName.test(name) && bytes.length > guidLength)
    return `${guidText(bytes.subarray(0, guidLength))} ${BigInt(`0x${toHex(bytes.subarray(guidLength))}`)}`;
  return entryIdName.test(name) || isOneOffEntryId(bytes) ? entryIdText(bytes) : undefined;
}

/** Name, address and its type, or the distinguished name. [MS-OXCDATA] 2.2.5.1, 2.2.5.2 */
function entryIdText(entryId: Uint8Array): string | undefined {
  if (isOneOffEntryId(entryId)) {
    const { displayName, addressType, emailAddress } = readOneOffEntryId(entryId);
    const address = addressType === 'SMTP' ? emailAddress : `${addressType}:${emailAddress}`;
    return displayName === '' || displayName === emailAddress ? address : `${displayName} <${address}>`;
  }
  if (!equalBytes(entryId.subarray(4, 20), addressBookUid)) return undefined;
  const end = entryId.indexOf(0, distinguishedNameAt);
  return latin1Text(entryId, distinguishedNameAt, end === -1 ? entryId.length : end);
}

function htmlText(bytes: Uint8Array, bag: PropertyBag): string {
  const charset = charsetOfCodePage(bag.get(PidTagInternetCodepage) ?? 65001);
  return decodeText(bytes, charset, { guess: true });
}

/** [MS-OXRTFCP] 2.2.3.1 */
function rtfSize(bytes: Uint8Array): string | undefined {
  if (bytes.length < 16) return undefined;
  const kind = bytes.subarray(8, 12);
  const name = equalBytes(kind, lzfu) ? 'LZFu' : equalBytes(kind, mela) ? 'MELA' : undefined;
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true);
  return name === undefined ? undefined : `${name} of ${size} bytes of RTF`;
}

function conversationText(bytes: Uint8Array): string | undefined {
  if (!isConversationIndex(bytes)) return undefined;
  const { startedAt, guid, repliedAt } = readConversationIndex(bytes);
  const times = [startedAt, ...repliedAt].map((at) => new Date(at).toISOString().slice(0, 19));
  return `${guid} ${times.map((time) => `${time}Z`).join(', ')}`;
}

function searchKeyText(bytes: Uint8Array): string | undefined {
  const text = bytes.length <= 1000 ? latin1Text(bytes) : '';
  return searchKey.test(text) ? text.replace('\0', '') : undefined;
}
