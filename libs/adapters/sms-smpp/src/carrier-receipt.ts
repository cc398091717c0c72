/** What a carrier tells of a message that it took: by parameters, by the text of Appendix B, or by both. SMPP 3.4 5.2.12 */
import type { CarrierReceipt } from '@postbus/ports';
import { type NetworkError, readEsmClass, tlvValue } from '@postbus/smpp';
import {
  type DeliveryReceipt,
  MessageState,
  messageIdForms,
  messageStateText,
  readDeliveryReceipt,
} from '@postbus/sms';
import { writtenAddress } from './carrier-address.ts';
import { receiptText } from './carrier-text.ts';
import type { SmppChannelSettings } from './channel-settings.ts';
import type { DeliveredPdu } from './inbound.ts';
import { deliveredOctets } from './received-part.ts';

export interface ToldReceipt {
  readonly receipt: CarrierReceipt;
  readonly userMessageReference: number | undefined;
}

/** Reasons of an error that say nothing. */
const noReason = /^0*$/;
const longestReason = 32;

/** Whether it tells of a message that was submitted: by its type, or by parameters that nothing else has. */
export function isReceipt(pdu: DeliveredPdu, settings: SmppChannelSettings): boolean {
  const { body, tlvs } = pdu;
  const { type } = readEsmClass(body.esm_class);
  if (type !== 'default' && type !== 'reserved' && type !== 'conversation-abort') return true;
  if (tlvValue(tlvs, 'receipted_message_id') === undefined) return false;
  return tlvValue(tlvs, 'message_state') !== undefined || textOf(pdu, settings)?.stat !== undefined;
}

function textOf(pdu: DeliveredPdu, settings: SmppChannelSettings, now?: number): DeliveryReceipt | undefined {
  const written = receiptText({ dataCoding: pdu.body.data_coding, body: deliveredOctets(pdu) }, settings);
  return readDeliveryReceipt(written, now === undefined ? {} : { near: new Date(now) });
}

/**
 * @param now epoch milliseconds
 * @returns undefined where it tells neither an id nor a reference: it cannot be about any message here
 */
export function receiptOf(pdu: DeliveredPdu, settings: SmppChannelSettings, now: number): ToldReceipt | undefined {
  const { body, tlvs } = pdu;
  const text = textOf(pdu, settings, now);
  const messageIds = idsOf([tlvValue(tlvs, 'receipted_message_id'), text?.id], settings);
  const userMessageReference = tlvValue(tlvs, 'user_message_reference');
  if (messageIds.length === 0 && userMessageReference === undefined) return undefined;
  const messageState = tlvValue(tlvs, 'message_state') ?? text?.state;
  const state = isFinal(body.esm_class) ? stateOf(messageState) : newsOf(stateOf(messageState));
  const from = writtenAddress({ ton: body.source_addr_ton, address: body.source_addr }, settings);
  const recipient = from.replace(/\D/g, '');
  return {
    receipt: {
      channel: settings.name,
      messageIds,
      state,
      ...(state === 'failed' && { fault: faultOf(messageState, tlvValue(tlvs, 'network_error_code'), text) }),
      ...(recipient !== '' && { recipient }),
      at: now,
    },
    userMessageReference,
  };
}

/** Every id in its own form first, then in the others that it may have had in the answer. */
function idsOf(told: readonly (string | undefined)[], { receiptIds }: SmppChannelSettings): string[] {
  const ids = told.filter((id) => id !== undefined && id !== '') as string[];
  if (receiptIds === 'same') return [...new Set(ids)];
  const forms = ids.map(messageIdForms);
  const own = forms.map(([form]) => form!);
  return [...new Set([...own, ...forms.flat()])];
}

/** A state that the carrier calls unknown tells nothing: the message stays submitted. */
function stateOf(state: number | undefined): CarrierReceipt['state'] {
  switch (state) {
    case MessageState.Delivered:
      return 'delivered';
    case MessageState.Expired:
    case MessageState.Deleted:
    case MessageState.Undeliverable:
    case MessageState.Rejected:
      return 'failed';
    default:
      return 'submitted';
  }
}

function isFinal(esmClass: number): boolean {
  return readEsmClass(esmClass).type !== 'intermediate-notification';
}

/** Of a try that failed, and that the carrier tries again. 5.2.17 */
function newsOf(state: CarrierReceipt['state']): CarrierReceipt['state'] {
  return state === 'failed' ? 'submitted' : state;
}

function faultOf(state: number | undefined, network: NetworkError | undefined, text: DeliveryReceipt | undefined) {
  const name = messageStateText((state ?? MessageState.Undeliverable) as MessageState);
  const told = network === undefined ? text?.error : String(network.error_code);
  const reason = told === undefined || noReason.test(told) ? undefined : told.slice(0, longestReason);
  return { code: name, text: reason === undefined ? `Told ${name}.` : `Told ${name}, reason ${reason}.` };
}
