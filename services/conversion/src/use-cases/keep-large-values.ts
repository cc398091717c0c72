/**
 * Large values that lie in no slice of the original, since they were unpacked from it (winmail.dat, files of Macintosh,
 * uuencoded ones, joined bodies), as blobs: what a mailbox holds of a message stays small.
 */
import { utf8Bytes } from '@postbus/bytes';
import type { MessageObject, PropertyBag, PropertyValue } from '@postbus/mapi';
import type { BlobStore } from '@postbus/ports';

/** Bytes, or UTF-16 code units, up to which a value stays in its object. */
const largestInline = 32 * 1024;

/**
 * Puts what is large into `blobs`, and points to it from `message`, which is changed.
 * @throws {PortError} as `put` does
 */
export async function keepLargeValues(message: MessageObject, blobs: Pick<BlobStore, 'put'>): Promise<void> {
  await keepThoseOf(message.properties, blobs);
  for (const { properties, embedded } of message.attachments) {
    await keepThoseOf(properties, blobs);
    if (embedded !== undefined) await keepLargeValues(embedded, blobs);
  }
}

async function keepThoseOf(bag: PropertyBag, blobs: Pick<BlobStore, 'put'>): Promise<void> {
  const large = [...bag].filter(({ value }) => isLarge(value));
  for (const property of large) {
    const blob = await blobs.put(bytesOf(property.value as string | Uint8Array));
    bag.put({ ...property, value: { in: 'blob', ...blob } });
  }
}

function isLarge(value: PropertyValue): boolean {
  return (typeof value === 'string' || value instanceof Uint8Array) && value.length > largestInline;
}

function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? utf8Bytes(value) : value;
}
