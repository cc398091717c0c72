/** A part as the channel takes it, from what is kept of it. */
import { fromBase64 } from '@postbus/bytes';
import type { CarrierSubmission, TextMessage } from '@postbus/domain';
import type { PartToSubmit } from '@postbus/ports';
import { userMessageReferenceOf } from './carrier-parts.ts';

export function partToSubmit(
  { recipients, expiresAt }: TextMessage,
  carrier: CarrierSubmission,
  index: number,
): PartToSubmit {
  const { sender, reference, parts } = carrier;
  const { dataCoding, header, body } = carrier.userData![index]!;
  const concatenation = reference !== undefined && { reference, total: parts.length, sequence: index + 1 };
  return {
    sender,
    recipient: recipients[0]!.number,
    dataCoding,
    header: fromBase64(header),
    body: fromBase64(body),
    ...(concatenation !== false && { concatenation }),
    userMessageReference: userMessageReferenceOf(carrier, index),
    expiresAt,
  };
}
