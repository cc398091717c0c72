/**
 * The way of a text message through its owner's phone, each step a function from one value to the next: whoever takes a
 * step puts the new value in the place of the version that it read. [MS-ASMS] 3.1.5.1
 */
import { createHash } from 'node:crypto';
import type { DeviceId, PhoneRelay, TextFault, TextMessage } from '@postbus/domain';

/** Name of the channel that the owner's devices are. */
export const phoneChannel = 'phone';

/** Whether any phone of the owner that may send it may claim it. */
export function waitsForPhone({ channel, state, phone }: TextMessage): boolean {
  return channel === phoneChannel && state === 'queued' && (phone === undefined || phone.state === 'waiting');
}

/** Whether it was offered to a phone, or taken by one, and nothing came after. */
export function isWithPhone({ channel, state, phone }: TextMessage): boolean {
  return channel === phoneChannel && state === 'dispatched' && (phone?.state === 'offered' || phone?.state === 'taken');
}

/** Waits for a phone from `now` on; who had it before stays known, since news of it may still come. */
export function waitingForPhone(message: TextMessage, now: number): TextMessage {
  const { fault: _, ...rest } = message;
  return { ...rest, channel: phoneChannel, state: 'queued', changedAt: now, phone: relay(message, 'waiting', now) };
}

/** No phone is offered it any more: another channel may have it. */
export function withdrawn(message: TextMessage, now: number): TextMessage {
  return { ...message, phone: relay(message, 'withdrawn', now) };
}

/** Claimed for `device`, which may be told of it once this is stored. @param text as it will be told */
export function offeredTo(message: TextMessage, device: DeviceId, text: string, now: number): TextMessage {
  const phone = { ...relay(message, 'offered', now), device, textDigest: textDigest(message.id, text) };
  return { ...message, state: 'dispatched', changedAt: now, phone };
}

export function taken(message: TextMessage, now: number): TextMessage {
  return { ...message, phone: relay(message, 'taken', now) };
}

/** The phone said that it sent it; its own copy is the one that is kept. */
export function sentByPhone(message: TextMessage, now: number): TextMessage {
  const { fault: _, item: _item, ...rest } = message;
  return { ...rest, channel: phoneChannel, state: 'sent', changedAt: now, phone: relay(message, 'sent', now) };
}

export function failedOnPhone(message: TextMessage, now: number): TextMessage {
  const fault: TextFault = { code: 'phone-report', text: 'the phone reported that it could not send it' };
  return { ...message, state: 'failed', changedAt: now, phone: relay(message, 'failed', now), fault };
}

/** The phone was offered it, or took it, and said no more. */
export function lostOnPhone(message: TextMessage, now: number): TextMessage {
  const fault: TextFault = { code: 'phone-silent', text: 'a phone may have sent it; it told nothing' };
  return { ...message, state: 'unknown', changedAt: now, phone: relay(message, 'unknown', now), fault };
}

/**
 * By what a text is known again once its item is gone or changed, for one message: line ends, composed characters and
 * blanks around it do not count.
 */
export function textDigest(id: TextMessage['id'], text: string): string {
  return createHash('sha256')
    .update(`${id}\n${comparableText(text)}`)
    .digest('base64url');
}

/** `text` as it is compared with what a phone tells. */
export function comparableText(text: string): string {
  return text.normalize('NFC').replace(/\r\n?/g, '\n').trim();
}

function relay({ phone }: TextMessage, state: PhoneRelay['state'], since: number): PhoneRelay {
  return { ...phone, state, since };
}
