/** A part of a text message as the PDU that submits it. SMPP 3.4 4.4 */
import { concat } from '@postbus/bytes';
import type { PartToSubmit } from '@postbus/ports';
import { type Tlv, absoluteTime, esmClass, registeredDelivery, relativeTimeOf, tlv } from '@postbus/smpp';
import { alphabetOf, readDataCoding, readUserDataHeader, userDataHeader } from '@postbus/sms';
import { destinationAddress, sourceAddress } from './carrier-address.ts';
import { toCarrier } from './carrier-text.ts';
import type { SmppChannelSettings } from './channel-settings.ts';
import type { SmppRequest } from './outcome.ts';

/** What goes over the air as one message: septets, octets. 3GPP TS 23.040 9.2.3.16 */
const wholeSeptets = 160;
const wholeOctets = 140;
/** What short_message holds. 5.2.22 */
const longestShortMessage = 254;
/** Milliseconds: carriers refuse a validity that is over. */
const leastValidity = 60_000;
const mostRelative = 31 * 24 * 3_600_000;

/**
 * The request that submits `part`.
 *
 * @param now epoch milliseconds
 * @throws {SmsError} `not-encodable`; {SmppError} for what a PDU cannot say
 */
export function submissionOf(part: PartToSubmit, settings: SmppChannelSettings, now: number): SmppRequest {
  const source = sourceAddress(part.sender, settings);
  const destination = destinationAddress(part.recipient, settings);
  const { header, tlvs } = partsToldBy(part, settings);
  const text = toCarrier(part, header.length === 0 || !hasShifts(header), settings);
  const octets = header.length === 0 ? text.body : concat([header, text.body]);
  const isPayload = isLonger(part) || octets.length > longestShortMessage;
  const validity = part.expiresAt === undefined ? '' : validityOf(part.expiresAt, settings, now);
  return {
    command: 'submit_sm',
    body: {
      service_type: settings.serviceType ?? '',
      source_addr_ton: source.ton,
      source_addr_npi: source.npi,
      source_addr: source.address,
      dest_addr_ton: destination.ton,
      dest_addr_npi: destination.npi,
      destination_addr: destination.address,
      esm_class: esmClass({ hasUserDataHeader: header.length > 0 }),
      validity_period: validity,
      registered_delivery: registeredDelivery({ receipt: settings.receipts ?? 'all' }),
      data_coding: text.dataCoding,
      short_message: isPayload ? new Uint8Array(0) : octets,
    },
    tlvs: [
      ...(settings.userMessageReference === false ? [] : [tlv('user_message_reference', part.userMessageReference)]),
      ...tlvs,
      ...(isPayload ? [tlv('message_payload', octets)] : []),
    ],
  };
}

/** By its header as it is, or by the sar parameters and the rest of the header. 5.3.2.22 to 5.3.2.24 */
function partsToldBy(
  { header, concatenation }: PartToSubmit,
  { longMessages }: SmppChannelSettings,
): { header: Uint8Array; tlvs: Tlv[] } {
  if (longMessages !== 'sar' || concatenation === undefined) return { header, tlvs: [] };
  const elements = header.length === 0 ? [] : readUserDataHeader(header).elements;
  return {
    header: userDataHeader(elements.filter(({ kind }) => kind !== 'concatenation')),
    tlvs: [
      tlv('sar_msg_ref_num', concatenation.reference),
      tlv('sar_total_segments', concatenation.total),
      tlv('sar_segment_seqnum', concatenation.sequence),
    ],
  };
}

function hasShifts(header: Uint8Array): boolean {
  return readUserDataHeader(header).elements.some(({ kind }) => kind === 'single-shift' || kind === 'locking-shift');
}

/** Whether it is more than one message over the air: the carrier is to cut it. */
function isLonger({ dataCoding, header, body }: PartToSubmit): boolean {
  const most = alphabetOf(readDataCoding(dataCoding)) === 'gsm' ? wholeSeptets : wholeOctets;
  return header.length === 0 && body.length > most;
}

function validityOf(expiresAt: number, { validity = 'relative' }: SmppChannelSettings, now: number): string {
  if (validity === 'none') return '';
  const left = Math.max(leastValidity, expiresAt - now);
  if (validity === 'relative' && left <= mostRelative) return relativeTimeOf(left);
  return absoluteTime(new Date(now + left));
}
