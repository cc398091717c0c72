/** One step of a text message that others may take at the same time: the version decides whose counts. */
import type { TextMessage } from '@postbus/domain';
import { PortError, type TextMessageStore, type Versioned } from '@postbus/ports';
import { statusRecord } from './status-record.ts';

/** Races that one step may lose, each to a step that another one took: receipts of all parts may come at once. */
const mostTries = 50;

/**
 * Stores `after` in the place of `before`; where its state is another, tells of it by the same commit.
 * @param eventSource CloudEvents source: `/sync`
 * @throws {PortError} `conflict` where it is not as `before` any more
 */
export async function putMessage(
  texts: Pick<TextMessageStore, 'put'>,
  before: Versioned<TextMessage>,
  after: TextMessage,
  eventSource: string,
): Promise<Versioned<TextMessage>> {
  const isNews = after.state !== before.value.state;
  const events = isNews ? [statusRecord(after, before.version + 1, eventSource, before.value.state)] : [];
  return { value: after, version: await texts.put(after, before.version, events) };
}

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
    const after = next(present.value);
    if (after === undefined) return undefined;
    try {
      return await putMessage(texts, present, after, eventSource);
    } catch (error) {
      if (!(error instanceof PortError && error.code === 'conflict') || tries === mostTries) throw error;
    }
    present = await texts.message(known.value.id);
  }
  return undefined;
}
