/** One step of a text message that others may take at the same time: the version decides whose counts. */
import type { TextMessage } from '@postbus/domain';
import { PortError, type TextMessageStore, type Versioned } from '@postbus/ports';
import { statusRecord } from './status-record.ts';

/** Races that one step may lose, each to a step that another one took. */
const mostTries = 8;

/**
 * Puts what `next` makes of the message in its place, and tells of it where its state changed; where another step was
 * quicker, `next` is asked again with what that one left.
 * @param known the message as it was read last
 * @param next undefined where there is nothing to do
 * @param eventSource CloudEvents source: `/sync`
 * @returns what was put; undefined where nothing was to do, or the message is gone
 * @throws {PortError} `conflict` after many lost races
 */
export async function advanceMessage(
  texts: Pick<TextMessageStore, 'message' | 'put'>,
  known: Versioned<TextMessage>,
  next: (message: TextMessage) => TextMessage | undefined,
  eventSource: string,
): Promise<Versioned<TextMessage> | undefined> {
  let present: Versioned<TextMessage> | undefined = known;
  for (let tries = 1; present !== undefined; tries++) {
    const { value, version }: Versioned<TextMessage> = present;
    const after = next(value);
    if (after === undefined) return undefined;
    const events = after.state === value.state ? [] : [statusRecord(after, version + 1, eventSource)];
    try {
      return { value: after, version: await texts.put(after, version, events) };
    } catch (error) {
      if (!(error instanceof PortError && error.code === 'conflict') || tries === mostTries) throw error;
    }
    present = await texts.message(value.id);
  }
  return undefined;
}
