/** Where an item of the Outbox goes once nothing of it waits any more, and what it says there. [MS-OXOSMMS] 3.2.1 */
import type { Operation, StoredMessage, TextMessage } from '@postbus/domain';
import {
  type MessageObject,
  PidTagClientSubmitTime,
  PidTagMessageDeliveryTime,
  PidTagMessageFlags,
  PropertyBag,
  fileTimeOf,
} from '@postbus/mapi';
import { MessageFlag } from '@postbus/oxcmail';
import { textItem } from '@postbus/text-messages';

export type ItemPlace = 'sent' | 'drafts' | 'nowhere';

/** [MS-OXCMSG] 2.2.1.6 */
const mfSubmitted = 0x4;

/** @param messages all that were made of the item, each of them ended */
export function placeOf(messages: readonly Pick<TextMessage, 'state'>[]): ItemPlace {
  if (messages.some(({ state }) => state === 'sent' || state === 'delivered' || state === 'unknown')) return 'sent';
  return messages.every(({ state }) => state === 'cancelled') ? 'nowhere' : 'drafts';
}

/** @param at epoch milliseconds when it ended */
export function settlingOperations(stored: StoredMessage, place: ItemPlace, at: number): readonly Operation[] {
  const { id, changeNumber, traceparent } = stored;
  if (place === 'nowhere') return [{ do: 'delete-message', id }];
  const message = textItem(settledObject(stored.object, place, at), at, true, traceparent);
  return [
    { do: 'update-message', id, message, ifChangeNumber: changeNumber },
    { do: 'move-message', id, to: place },
  ];
}

function settledObject(object: MessageObject, place: 'sent' | 'drafts', at: number): MessageObject {
  const properties = new PropertyBag(object.properties);
  const flags = (properties.get(PidTagMessageFlags) ?? 0) & ~(mfSubmitted | MessageFlag.mfUnsent);
  properties.set(PidTagMessageFlags, flags | MessageFlag.mfRead | (place === 'drafts' ? MessageFlag.mfUnsent : 0));
  if (place === 'sent') properties.set(PidTagMessageDeliveryTime, fileTimeOf(at));
  else for (const time of [PidTagClientSubmitTime, PidTagMessageDeliveryTime]) properties.delete(time);
  return { ...object, properties };
}
