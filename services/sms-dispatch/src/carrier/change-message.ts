/** Changes of a message that others change too: receipts come while further parts are submitted. */
import type { TextMessage } from '@postbus/domain';
import { PortError, type TextMessageStore, type Versioned } from '@postbus/ports';
import { statusRecord } from '@postbus/text-messages';

/** CloudEvents source. */
const eventSource = '/sms-dispatch';
/** More than can change one message at once. */
const mostTries = 50;

type Texts = Pick<TextMessageStore, 'put' | 'message'>;

/**
 * Stores `after` in the place of `before`; where its state is another, tells of it by the same commit.
 * @throws {PortError} `conflict` where it is not as `before` any more
 */
export async function putMessage(
  texts: Texts,
  before: Versioned<TextMessage>,
  after: TextMessage,
): Promise<Versioned<TextMessage>> {
  const isNews = after.state !== before.value.state;
  const events = isNews ? [statusRecord(after, before.version + 1, eventSource)] : [];
  const version = await texts.put(after, before.version, events);
  return { value: after, version };
}

/**
 * Applies `change` to the message as it is, once more where another was quicker.
 * @param change undefined where there is nothing to change
 * @returns as it is now; undefined where it is gone, or was not changed
 */
export async function changeMessage(
  texts: Texts,
  found: Versioned<TextMessage>,
  change: (message: TextMessage) => TextMessage | undefined,
): Promise<Versioned<TextMessage> | undefined> {
  let present: Versioned<TextMessage> | undefined = found;
  for (let tries = 1; present !== undefined; tries++) {
    const changed = change(present.value);
    if (changed === undefined) return undefined;
    try {
      return await putMessage(texts, present, changed);
    } catch (error) {
      if (!(error instanceof PortError && error.code === 'conflict') || tries === mostTries) throw error;
    }
    present = await texts.message(found.value.id);
  }
  return undefined;
}
