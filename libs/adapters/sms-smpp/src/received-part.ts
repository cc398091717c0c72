/** A message, or a part of one, that a carrier delivers. SMPP 3.4 4.6, 4.7 */
import type { InboundPart } from '@postbus/ports';
import { type Tlv, readEsmClass, tlvValue } from '@postbus/smpp';
import { SmsError, type UserDataHeader, concatenationOf, readUserDataHeader } from '@postbus/sms';
import { writtenAddress } from './carrier-address.ts';
import { fromCarrier } from './carrier-text.ts';
import type { SmppChannelSettings } from './channel-settings.ts';
import type { DeliveredPdu } from './inbound.ts';

/** What it carries: short_message, or message_payload where that has something. 5.3.2.32 */
export function deliveredOctets({ body, tlvs }: DeliveredPdu): Uint8Array {
  const short = 'short_message' in body ? body.short_message : new Uint8Array(0);
  return short.length > 0 ? short : (tlvValue(tlvs, 'message_payload') ?? short);
}

/** @param now epoch milliseconds */
export function receivedPart(pdu: DeliveredPdu, settings: SmppChannelSettings, now: number): InboundPart {
  const { body, tlvs } = pdu;
  const octets = deliveredOctets(pdu);
  const header = readEsmClass(body.esm_class).hasUserDataHeader ? headerOf(octets) : undefined;
  const length = header?.length ?? 0;
  const text = fromCarrier({ dataCoding: body.data_coding, body: octets.subarray(length) }, settings);
  const told = (header && concatenationOf(header.elements)) ?? sarOf(tlvs);
  const isPart = told !== undefined && told.total > 1;
  return {
    sender: writtenAddress({ ton: body.source_addr_ton, address: body.source_addr }, settings),
    recipient: writtenAddress({ ton: body.dest_addr_ton, address: body.destination_addr }, settings),
    dataCoding: text.dataCoding,
    header: octets.subarray(0, length),
    body: text.body,
    ...(isPart && { concatenation: { reference: told.reference, total: told.total, sequence: told.sequence } }),
    at: now,
  };
}

/** One that lies about its length is passed over whole. 3GPP TS 23.040 9.2.3.24 */
function headerOf(octets: Uint8Array): UserDataHeader | undefined {
  try {
    return readUserDataHeader(octets);
  } catch (error) {
    if (error instanceof SmsError) return undefined;
    throw error;
  }
}

/** 5.3.2.22 to 5.3.2.24; numbers that cannot be are none. */
function sarOf(tlvs: readonly Tlv[]): NonNullable<InboundPart['concatenation']> | undefined {
  const reference = tlvValue(tlvs, 'sar_msg_ref_num');
  const total = tlvValue(tlvs, 'sar_total_segments');
  const sequence = tlvValue(tlvs, 'sar_segment_seqnum');
  if (reference === undefined || total === undefined || sequence === undefined) return undefined;
  if (total > 255 || sequence < 1 || sequence > total) return undefined;
  return { reference: reference & 0xffff, total, sequence };
}
