import type { MessageObject, PropertyBag } from '@postbus/mapi';

/** A message as what can be compared: properties by name, whatever their order. */
export function plain(message: MessageObject): unknown {
  return {
    properties: plainBag(message.properties),
    recipients: message.recipients.map(plainBag),
    attachments: message.attachments.map(({ properties, embedded }) => ({
      properties: plainBag(properties),
      embedded: embedded === undefined ? undefined : plain(embedded),
    })),
  };
}

function plainBag(bag: PropertyBag): unknown {
  return Object.fromEntries(
    [...bag].map(({ key, type, value }) => [
      typeof key === 'number' ? key.toString(16) : `${key.guid} ${key.lid ?? key.name}`,
      [type, Array.isArray(value) ? value.map(plainValue) : plainValue(value)],
    ]),
  );
}

function plainValue(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}
