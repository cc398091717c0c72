/** Ends the waiting for parts of a message that came in. */
import type { Directory, ReceivedPart, TextMessageStore } from '@postbus/ports';
import type { DeliverText, TextToDeliver } from './deliver-text.ts';
import { endsOfKey, isComplete, textOfParts } from './received-text.ts';

export interface GivingUp {
  readonly texts: Pick<TextMessageStore, 'receivedParts' | 'removeReceivedParts'>;
  readonly directory: Pick<Directory, 'resolveNumber'>;
  readonly deliver: Pick<DeliverText, 'execute' | 'isDelivered'>;
}

/**
 * Delivers what came of a message, and forgets it; what comes meanwhile is delivered too. One that is whole was delivered
 * when its last part came, unless the process died then.
 * @param key of `keyOfParts`, of whatever channel
 * @throws {PortError}
 */
export async function giveUpParts({ texts, directory, deliver }: GivingUp, key: string): Promise<void> {
  const owner = await directory.resolveNumber(endsOfKey(key).recipient);
  for (let isGone = false; !isGone;) {
    const parts = await texts.receivedParts(key);
    if (parts.length > 0 && owner !== undefined) {
      const text = joined(key, parts);
      const isThere = isComplete(parts) && (await deliver.isDelivered(owner, text));
      if (!isThere) await deliver.execute(owner, text);
    }
    isGone = await texts.removeReceivedParts(key, parts.length);
  }
}

/** What came of a message, in one. */
export function joined(key: string, parts: readonly ReceivedPart[]): TextToDeliver {
  const { channel, sender: from, recipient: to } = endsOfKey(key);
  const receivedAt = Math.min(...parts.map(({ at }) => at));
  return {
    channel,
    from,
    to,
    text: textOfParts(parts),
    parts: parts[0]!.total,
    complete: isComplete(parts),
    receivedAt,
    distinction: `${key}/${receivedAt}/${parts.length}`,
  };
}
