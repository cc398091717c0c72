/**
 * The steps of a multimedia message with a carrier, each from one value to the next. A part is a recipient: the carrier
 * takes all by one request, under one MessageID, and reports of each.
 */
import type { CarrierSubmission, TextFault, TextMessage, TextPart } from '@postbus/domain';
import type { CarrierReceipt } from '@postbus/ports';

const shortestWait = 30_000;
const longestWait = 900_000;

/** To be stored before the request is written. */
export function submitting(
  message: TextMessage,
  channel: string,
  sender: string | undefined,
  now: number,
): TextMessage {
  const { fault: _, ...rest } = message;
  const parts = message.recipients.map((): TextPart => ({ state: 'submitting' }));
  return {
    ...rest,
    channel,
    state: 'dispatched',
    changedAt: now,
    carrier: { sender: sender ?? '', userMessageReference: 0, parts },
  };
}

/** Whether an answer to its request is still news. */
export function isPending({ state, carrier }: TextMessage): boolean {
  return (
    (state === 'dispatched' || state === 'unknown') &&
    (carrier?.parts.some((part) => part.state === 'submitting' || part.state === 'unknown') ?? false)
  );
}

/** The first part has the MessageID, by which reports find the message. */
export function accepted(message: TextMessage, messageId: string | undefined, now: number): TextMessage {
  const { fault: _, ...rest } = message;
  const parts = message.recipients.map((_recipient, index): TextPart => ({
    state: 'submitted',
    ...(index === 0 && messageId !== undefined && { messageId }),
  }));
  return { ...rest, state: 'sent', changedAt: now, carrier: { ...carrierOf(message), parts } };
}

export function refused(message: TextMessage, fault: TextFault, now: number): TextMessage {
  const parts = message.recipients.map((): TextPart => ({ state: 'failed', fault }));
  return { ...message, state: 'failed', fault, changedAt: now, carrier: { ...carrierOf(message), parts } };
}

export function unknownOutcome(message: TextMessage, fault: TextFault, now: number): TextMessage {
  const parts = message.recipients.map((): TextPart => ({ state: 'unknown' }));
  return { ...message, state: 'unknown', fault, changedAt: now, carrier: { ...carrierOf(message), parts } };
}

/** Nothing of it left: as it was before. */
export function waitingAgain(message: TextMessage, now: number): TextMessage {
  const { carrier: _carrier, fault: _fault, ...rest } = message;
  return { ...rest, state: 'queued', changedAt: now };
}

/** Longer the older the message is; epoch milliseconds. */
export function retryAt(submittedAt: number, now: number): number {
  const wait = Math.min(Math.max((now - submittedAt) / 4, shortestWait), longestWait);
  return now + Math.round(wait * (0.8 + 0.4 * Math.random()));
}

/**
 * What a report makes of the message: delivered once every recipient has it, failed once somebody does not get it and
 * nobody is waited for.
 * @returns undefined where it is no news
 */
export function reported(message: TextMessage, receipt: CarrierReceipt, now: number): TextMessage | undefined {
  const { carrier } = message;
  const index = carrier === undefined ? -1 : recipientOf(message, receipt.recipient);
  const before = carrier?.parts[index];
  if (carrier === undefined || before === undefined || receipt.state === 'submitted') return undefined;
  if (before.state === 'delivered' || before.state === receipt.state) return undefined;
  const { state, fault } = receipt;
  const { fault: _, ...kept } = before;
  const part: TextPart = { ...kept, state, ...(fault !== undefined && { fault }) };
  const parts = carrier.parts.with(index, part);
  return { ...message, ...stateOf(parts), changedAt: now, carrier: { ...carrier, parts } };
}

function stateOf(parts: readonly TextPart[]): Partial<Pick<TextMessage, 'state' | 'fault'>> {
  if (parts.every(({ state }) => state === 'delivered')) return { state: 'delivered' };
  const failed = parts.find(({ state }) => state === 'failed');
  const isWaitedFor = parts.some(({ state }) => state === 'submitted');
  if (failed === undefined || isWaitedFor) return {};
  return { state: 'failed', ...(failed.fault !== undefined && { fault: failed.fault }) };
}

/** Numbers are compared by their digits, for carriers write them as they like. @returns an index, or -1 */
function recipientOf({ recipients }: TextMessage, told: string | undefined): number {
  if (told === undefined || recipients.length === 1) return recipients.length === 1 ? 0 : -1;
  const digits = digitsOf(told);
  return recipients.findIndex(({ number }) => digitsOf(number) === digits);
}

/** Without a plus sign, and what stands for it where numbers are dialled; `/TYPE=PLMN` and the like left out. */
function digitsOf(number: string): string {
  return number.split(/[/@]/, 1)[0]!.replace(/\D/g, '').replace(/^00/, '');
}

function carrierOf({ carrier }: TextMessage): Omit<CarrierSubmission, 'parts'> {
  const { sender = '', userMessageReference = 0 } = carrier ?? {};
  return { sender, userMessageReference };
}
