/** Text messages put into Outboxes as submissions put them, without the API that users have. */
import { randomUUID } from 'node:crypto';
import type { Adapters } from '@postbus/composition';
import type { MailboxScope } from '@postbus/domain';
import { smsObject } from '@postbus/oxosmms';
import { SubmitTextMessage } from '@postbus/text-messages';

/** Submissions beside each other, so that they share commits. */
const atOnce = 100;

/** The number of a message's recipient: a few thousand different ones. */
export function recipientOf(message: number): string {
  return `+1425${String(5_550_000 + (message % 5000))}`;
}

/** One part, with its number in it, by which the carrier tells messages apart. */
export function textOf(message: number): string {
  return `Message ${message}: the train is late, start without me.`;
}

/** Messages from `first` on, to the Outboxes in turn. */
export async function submitTexts(
  { mailStore }: Adapters,
  mailboxes: readonly MailboxScope[],
  { first, count }: { readonly first: number; readonly count: number },
): Promise<void> {
  const submit = new SubmitTextMessage(mailStore, { now: () => Date.now() });
  for (let from = first; from < first + count; from += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, first + count - from) }, (_, index) => from + index);
    await Promise.all(
      numbers.map((number) =>
        submit.execute({
          id: randomUUID(),
          scope: mailboxes[number % mailboxes.length]!,
          source: 'api',
          kind: 'sms',
          object: smsObject({
            origin: 'submitted',
            recipients: [{ number: recipientOf(number) }],
            text: textOf(number),
            at: Date.now(),
          }),
          eventSource: '/bench',
        }),
      ),
    );
  }
}
