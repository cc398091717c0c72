/** MIME to a Message object, its summary, and what S/MIME it is. */
import { type MessageObject, PS_POSTBUS_SMIME, type Property, type PropertyBag, toStored } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { summarize, toMessageObject } from '@postbus/oxcmail';
import { secureForm } from '@postbus/smime';
import type { ConvertedMessage } from './protocol.ts';

/** Bytes of what is unpacked from one message: what of it is large goes to the blob store. */
const derivedLimit = 64 * 1024 * 1024;

/** @param receivedAt epoch milliseconds */
export function convertMessage(raw: Uint8Array, receivedAt: number): ConvertedMessage {
  const mime = parseMime(raw);
  const message = toMessageObject(mime, { deliveredAt: receivedAt, derivedLimit });
  removeSmimeResults(message);
  return { message: toStored(message), summary: summarize(message, raw), form: secureForm(mime) };
}

/**
 * Takes away what claims to be a finding of the gateway, in the message and in all inside it: whoever sends a
 * winmail.dat can put properties of any set into it.
 */
function removeSmimeResults({ properties, recipients, attachments }: MessageObject): void {
  for (const bag of [properties, ...recipients]) removeFrom(bag);
  for (const attachment of attachments) {
    removeFrom(attachment.properties);
    if (attachment.embedded !== undefined) removeSmimeResults(attachment.embedded);
  }
}

const isFinding = ({ key }: Property): boolean => typeof key !== 'number' && key.guid === PS_POSTBUS_SMIME;

function removeFrom(bag: PropertyBag): void {
  const claimed: Property[] = [];
  for (const property of bag) if (isFinding(property)) claimed.push(property);
  for (const property of claimed) bag.delete(property);
}
