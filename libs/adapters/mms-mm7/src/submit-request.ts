/** A multimedia message as submit.REQ. 3GPP TS 23.140 8.7.1.1 */
import type { Mm7Address, Mm7SenderIdentification, SubmitRequest } from '@postbus/mm7';
import type { MmsToSubmit } from '@postbus/ports';

/** Who the carrier knows us as, and what it bills. */
export interface VaspIdentity {
  readonly vaspId?: string;
  readonly vasId?: string;
  readonly serviceCode?: string;
}

/** @param deliveryReport whether the carrier is asked to tell what became of it */
export function submitRequest(message: MmsToSubmit, identity: VaspIdentity, deliveryReport: boolean): SubmitRequest {
  const { serviceCode } = identity;
  const { id, recipients, subject, submittedAt, expiresAt } = message;
  return {
    kind: 'submit.REQ',
    transactionId: id,
    sender: senderOf(message, identity),
    recipients: { to: recipients.map(numberAddress) },
    ...(serviceCode !== undefined && { serviceCode }),
    messageClass: 'Personal',
    timeStamp: new Date(submittedAt),
    expiryDate: { at: new Date(expiresAt) },
    deliveryReport,
    ...(subject !== undefined && subject !== '' && { subject }),
    content: { allowAdaptations: true },
  };
}

/** A number of the public network as Number, what is dialled within the carrier alone as ShortCode. */
export function numberAddress(value: string): Mm7Address {
  return { kind: value.startsWith('+') ? 'number' : 'shortCode', value };
}

function senderOf({ sender }: MmsToSubmit, { vaspId, vasId }: VaspIdentity): Mm7SenderIdentification {
  return {
    ...(vaspId !== undefined && { vaspId }),
    ...(vasId !== undefined && { vasId }),
    ...(sender !== undefined && { address: numberAddress(sender) }),
  };
}
