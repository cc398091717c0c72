/** Mailboxes filled without SMTP, many messages to a commit. */
import type { Adapters } from '@postbus/composition';
import type { MailboxScope, NewMessage, Operation } from '@postbus/domain';
import { parseMime } from '@postbus/mime';
import { summarize, toMessageObject } from '@postbus/oxcmail';
import { messagesOf } from './message.ts';

export interface Filling {
  readonly messages: number;
  /** Of them, received within the last day; the others lie in the ten years before the last two months. */
  readonly recent: number;
}

const atOnce = 250;
/** Messages that differ in their content; the others repeat them. */
const variety = 250;
const day = 24 * 3_600_000;
const content = messagesOf(4096);

export async function fillInbox(adapters: Adapters, mailbox: MailboxScope, filling: Filling): Promise<void> {
  const samples = await Promise.all(
    Array.from({ length: Math.min(variety, filling.messages) }, (_, number) => sample(adapters, number)),
  );
  const now = Date.now();
  for (let first = 0; first < filling.messages; first += atOnce) {
    const count = Math.min(atOnce, filling.messages - first);
    const operations = Array.from({ length: count }, (_, index): Operation => {
      const number = first + index;
      const message = { ...samples[number % samples.length]!, received: receivedAt(number, filling, now) };
      return { do: 'insert-message', folder: 'inbox', message };
    });
    await adapters.mailStore.apply(mailbox, operations);
  }
}

/** Oldest first, as mail comes. */
function receivedAt(number: number, { messages, recent }: Filling, now: number): number {
  const old = messages - recent;
  if (number >= old) return now - Math.round(((messages - number) / recent) * day);
  return now - 60 * day - Math.round(((old - number) / old) * 3650 * day);
}

async function sample({ blobs }: Adapters, number: number): Promise<Omit<NewMessage, 'received'>> {
  const raw = content(number);
  // Without the dot that ends it on the wire.
  const mime = raw.subarray(0, raw.length - 3);
  const object = toMessageObject(parseMime(mime), { deliveredAt: Date.now() });
  return { object, summary: summarize(object, mime), mime: await blobs.put(mime), read: false };
}
