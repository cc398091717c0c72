/** The ways of a message through the formats and back. */
import { convertMessage } from '@postbus/message-file';
import { fromStored, toStored } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { resolverOf, toMessageObject, toMime } from '@postbus/oxcmail';

export type Way = (message: Uint8Array) => Uint8Array;

/** As a Message object, and again. */
export const rewritten: Way = (message) =>
  toMime(toMessageObject(parseMime(message)), { resolve: resolverOf(message) });
export const ways: Readonly<Record<string, Way>> = {
  'Message object': rewritten,
  'stored object': (message) =>
    toMime(fromStored(JSON.parse(JSON.stringify(toStored(toMessageObject(parseMime(message)))))), {
      resolve: resolverOf(message),
    }),
  '.msg': (message) => convertMessage(convertMessage(message, 'msg').bytes, 'eml').bytes,
  TNEF: (message) => convertMessage(convertMessage(message, 'tnef').bytes, 'eml').bytes,
  JSON: (message) => convertMessage(convertMessage(message, 'json').bytes, 'eml').bytes,
  'TNEF message': (message) =>
    rewritten(toMime(toMessageObject(parseMime(message)), { resolve: resolverOf(message), tnef: 'always' })),
};

/** The ways after which something does not hold. */
export const failing = (holds: (way: Way) => boolean): string[] =>
  Object.entries(ways)
    .filter(([, way]) => !holds(way))
    .map(([name]) => name);
