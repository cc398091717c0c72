/** What a simulated carrier delivers: receipts and messages in parts. SMPP 3.4 5.2.12, 5.3.2.22 to 5.3.2.24, Appendix B */
import { type BodyOf, type PduOf, type Tlv, esmClass, tlv } from '@postbus/smpp';
import { MessageState, deliveryReceiptText, segmentText, unpackedUserData } from '@postbus/sms';
import type { SmscReceipt } from './smsc-script.ts';

export interface SmscDelivery {
  readonly body: Partial<BodyOf<'deliver_sm'>>;
  readonly tlvs: readonly Tlv[];
}

/** The receipt of a submission that was answered with `messageId`. */
export function receiptOf(submitted: PduOf<'submit_sm'>, messageId: string, receipt: SmscReceipt): SmscDelivery {
  const { state = MessageState.Delivered, in: where = 'both' } = receipt;
  const id = receiptedId(messageId, receipt.id ?? 'same');
  const date = new Date();
  const text = deliveryReceiptText({ id, state, submitDate: date, doneDate: date });
  const { source_addr, destination_addr } = submitted.body;
  return {
    body: {
      source_addr: destination_addr,
      destination_addr: source_addr,
      esm_class: esmClass({ type: 'receipt' }),
      short_message: where === 'parameters' ? new Uint8Array(0) : new TextEncoder().encode(text),
    },
    tlvs: where === 'text' ? [] : [tlv('receipted_message_id', id), tlv('message_state', state)],
  };
}

function receiptedId(messageId: string, form: NonNullable<SmscReceipt['id']>): string {
  if (form === 'decimal') return BigInt(`0x${messageId}`).toString(10);
  return form === 'leading-zeros' ? messageId.padStart(20, '0') : messageId;
}

export interface SmscMessage {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** What parts have in common; 1 unless told. */
  readonly reference?: number | undefined;
  /** How they are told to be parts: a user data header, or the sar parameters. */
  readonly parts?: 'header' | 'sar' | undefined;
}

/** A message as the deliver_sm that carry it, in their order. */
export function partsOf({ from, to, text, reference = 1, parts = 'header' }: SmscMessage): SmscDelivery[] {
  const segments = segmentText(text, { reference });
  return segments.map((segment, index) => {
    const bySar = parts === 'sar' && segments.length > 1;
    const hasUserDataHeader = !bySar && segment.header.length > 0;
    return {
      body: {
        source_addr: from,
        destination_addr: to,
        esm_class: esmClass({ hasUserDataHeader }),
        data_coding: segment.dataCoding,
        short_message: bySar ? segment.body : unpackedUserData(segment),
      },
      tlvs: bySar
        ? [
            tlv('sar_msg_ref_num', reference),
            tlv('sar_total_segments', segments.length),
            tlv('sar_segment_seqnum', index + 1),
          ]
        : [],
    };
  });
}
