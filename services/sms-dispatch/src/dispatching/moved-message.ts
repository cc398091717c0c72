/** A message that goes by another channel than it was to. */
import { derivedEventId } from '@postbus/contracts';
import type { TextMessage } from '@postbus/domain';
import { phoneChannel, waitingForPhone } from '@postbus/text-messages';

/** Waits for its next channel, as if for the first time; which phone may have had it stays known. @returns undefined where there is none left */
export function onNextChannel(message: TextMessage, now: number): TextMessage | undefined {
  const [channel, ...channels] = message.channels;
  if (channel === undefined) return undefined;
  const { fault: _fault, carrier: _carrier, ...rest } = message;
  const next: TextMessage = { ...rest, channel, channels, state: 'queued', changedAt: now };
  return channel === phoneChannel ? waitingForPhone(next, now) : next;
}

/** A message of several recipients as one for each: the first is the message itself, the others have ids made of its id. */
export function onePerRecipient(message: TextMessage, now: number): readonly TextMessage[] {
  return message.recipients.map((recipient, index) => ({
    ...message,
    id: index === 0 ? message.id : derivedEventId('sms', message.id, `to/${recipient.number}`),
    recipients: [recipient],
    changedAt: now,
  }));
}
