/** A mail of a carrier's gateway as the MMS object that it was before it was mail. */
import { toStored } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { summarize } from '@postbus/oxcmail';
import { mmsFromMime, numberOfAddress } from '@postbus/oxosmms';
import { oneAuthor } from '../smime/message-addresses.ts';
import type { GatewayMms, GatewayTask } from './text-tasks.ts';

/** @returns undefined where it is from nobody with a number: what the gateway says itself is mail */
export function readGatewayMail(raw: Uint8Array, { numberDomains, receivedAt }: GatewayTask): GatewayMms | undefined {
  const mime = parseMime(raw);
  const from = numberOfAddress(oneAuthor(mime.headers) ?? '', numberDomains.slice(0, 1));
  if (from === undefined) return undefined;
  const message = mmsFromMime(mime, { numberDomains, deliveredAt: receivedAt });
  return { message: toStored(message), summary: summarize(message, raw), from };
}
