/** esm_class and registered_delivery, bit by bit. SMPP 3.4 5.2.12, 5.2.17 */

export type MessagingMode = 'default' | 'datagram' | 'forward' | 'store-and-forward';
/**
 * What a message is. In deliver_sm and data_sm of a carrier: `receipt`, `delivery-acknowledgement`,
 * `user-acknowledgement`, `conversation-abort`, `intermediate-notification`; in those to it: the two acknowledgements.
 */
export type MessageType =
  | 'default'
  | 'receipt'
  | 'delivery-acknowledgement'
  | 'user-acknowledgement'
  | 'conversation-abort'
  | 'intermediate-notification'
  | 'reserved';

export interface EsmClass {
  readonly mode: MessagingMode;
  readonly type: MessageType;
  /** The message begins with a user data header, 3GPP TS 23.040 9.2.3.24. */
  readonly hasUserDataHeader: boolean;
  readonly hasReplyPath: boolean;
}

const modes = ['default', 'datagram', 'forward', 'store-and-forward'] as const;
const types: ReadonlyMap<number, MessageType> = new Map([
  [0x00, 'default'],
  [0x04, 'receipt'],
  [0x08, 'delivery-acknowledgement'],
  [0x10, 'user-acknowledgement'],
  [0x18, 'conversation-abort'],
  [0x20, 'intermediate-notification'],
]);
const typeBits = new Map(Array.from(types, ([bits, type]) => [type, bits]));

export function readEsmClass(octet: number): EsmClass {
  return {
    mode: modes[(octet & 0x03) as 0 | 1 | 2 | 3],
    type: types.get(octet & 0x3c) ?? 'reserved',
    hasUserDataHeader: (octet & 0x40) !== 0,
    hasReplyPath: (octet & 0x80) !== 0,
  };
}

/** The octet of what is told; all else is default. A reserved type is written as the default one. */
export function esmClass({
  mode = 'default',
  type = 'default',
  hasUserDataHeader,
  hasReplyPath,
}: Partial<EsmClass>): number {
  const features = (hasUserDataHeader === true ? 0x40 : 0) | (hasReplyPath === true ? 0x80 : 0);
  return features | (typeBits.get(type) ?? 0) | modes.indexOf(mode);
}

export interface RegisteredDelivery {
  /** Which outcomes the carrier sends a receipt of. */
  readonly receipt: 'none' | 'all' | 'failure' | 'reserved';
  /** Acknowledgement by the phone, and by its user. */
  readonly deliveryAcknowledgement: boolean;
  readonly userAcknowledgement: boolean;
  readonly intermediateNotification: boolean;
}

const receipts = ['none', 'all', 'failure', 'reserved'] as const;

export function readRegisteredDelivery(octet: number): RegisteredDelivery {
  return {
    receipt: receipts[(octet & 0x03) as 0 | 1 | 2 | 3],
    deliveryAcknowledgement: (octet & 0x04) !== 0,
    userAcknowledgement: (octet & 0x08) !== 0,
    intermediateNotification: (octet & 0x10) !== 0,
  };
}

/** The octet of what is told; nothing is asked for unless told. */
export function registeredDelivery(asked: Partial<RegisteredDelivery>): number {
  return (
    receipts.indexOf(asked.receipt ?? 'none') |
    (asked.deliveryAcknowledgement === true ? 0x04 : 0) |
    (asked.userAcknowledgement === true ? 0x08 : 0) |
    (asked.intermediateNotification === true ? 0x10 : 0)
  );
}
