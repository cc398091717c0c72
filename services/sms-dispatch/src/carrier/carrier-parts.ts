/** The parts of a message at a carrier, and what state they bring the message into. Pure. */
import type { CarrierSubmission, TextFault, TextMessage, TextMessageState, TextPart } from '@postbus/domain';

/** Any octet of two. */
const references = 0x1_0000;

export const noAnswer: TextFault = {
  code: 'no-answer',
  text: 'It was given to the carrier, and no answer came: it may have been sent.',
};

/** user_message_reference of a part. SMPP 3.4 5.3.2.17 */
export function userMessageReferenceOf({ userMessageReference }: CarrierSubmission, index: number): number {
  return (userMessageReference + index) % references;
}

/**
 * The name under which a part of unknown outcome is found while the carrier's own is not known. No message_id has it:
 * a blank is in it.
 */
export function nameByReference(number: string, userMessageReference: number): string {
  return `reference ${userMessageReference} to ${number.replace(/\D/g, '')}`;
}

/** The part as one that may have been given to a connection, and that nothing is known of. */
export function unknownPart(message: TextMessage, carrier: CarrierSubmission, index: number): TextPart {
  const number = message.recipients[0]?.number ?? '';
  return {
    state: 'unknown',
    messageId: nameByReference(number, userMessageReferenceOf(carrier, index)),
    fault: noAnswer,
  };
}

export function nextPlanned({ parts }: CarrierSubmission): number | undefined {
  const index = parts.findIndex(({ state }) => state === 'planned');
  return index === -1 ? undefined : index;
}

/** Whether none of it was ever given to the carrier, as far as is known. */
export function isUntouched({ parts }: CarrierSubmission): boolean {
  return parts.every(({ state }) => state === 'planned');
}

export function withPart(carrier: CarrierSubmission, index: number, part: TextPart): CarrierSubmission {
  return { ...carrier, parts: carrier.parts.map((present, place) => (place === index ? part : present)) };
}

/**
 * `message` with its parts as they are now, in the state that they bring it into: `delivered` once every part is;
 * `failed` once any is and none is pending; `unknown` where the outcome of any is.
 * @param now epoch milliseconds
 */
export function withCarrier(message: TextMessage, carrier: CarrierSubmission, now: number): TextMessage {
  const { state, fault } = stateOf(carrier.parts);
  const { userData, ...rest } = carrier;
  const isNeeded = carrier.parts.some((part) => part.state === 'planned' || part.state === 'submitting');
  const kept = isNeeded && userData !== undefined ? { ...rest, userData } : rest;
  const { fault: _, ...present } = message;
  const changedAt = state === message.state ? message.changedAt : now;
  return { ...present, ...(fault !== undefined && { fault }), carrier: kept, state, changedAt };
}

function stateOf(parts: readonly TextPart[]): { readonly state: TextMessageState; readonly fault?: TextFault } {
  const has = (state: TextPart['state']): boolean => parts.some((part) => part.state === state);
  if (parts.every(({ state }) => state === 'planned')) return { state: 'queued' };
  if (has('planned') || has('submitting')) return { state: 'dispatched' };
  const failed = parts.find(({ state }) => state === 'failed');
  if (failed !== undefined) return { state: 'failed', ...(failed.fault !== undefined && { fault: failed.fault }) };
  if (has('unknown')) return { state: 'unknown', fault: noAnswer };
  return { state: parts.every(({ state }) => state === 'delivered') ? 'delivered' : 'sent' };
}
