/** Octets to a PDU, leniently: what can be read is read, and what was wrong with it is told. SMPP 3.4 3.2, 4 */
import { BodyReader } from './body-reader.ts';
import { type CommandName, commandName, fieldsOf, isResponse } from './command.ts';
import { type Pdu, lastSequence } from './pdu.ts';
import type { PduDefect } from './pdu-defect.ts';
import { type PduHeader, headerLength, readPduHeader } from './pdu-header.ts';
import { SmppError } from './smpp-error.ts';
import { type Tlv, isTlvWellFormed } from './tlv.ts';
import { mayRepeat, tlvForms, tlvName } from './tlv-table.ts';

export interface ReadPdu {
  readonly pdu: Pdu;
  readonly defects: readonly PduDefect[];
}

/**
 * Reads one whole PDU, as `PduFramer` gives it. Messages and parameters are views of `bytes`.
 *
 * @throws {SmppError} `length-too-small`, `length-mismatch`, `unknown-command`, `truncated`, `tlv-truncated`,
 * `bad-destination`; `header` then says what to answer, see `answerTo`
 */
export function readPdu(bytes: Uint8Array): ReadPdu {
  const header = headerOf(bytes);
  const command = commandName(header.commandId);
  if (command === undefined) {
    throw new SmppError('unknown-command', `command_id ${header.commandId.toString(16)}`, { offset: 4, header });
  }
  const reader = new BodyReader(bytes, header, isResponse(command));
  tellHeader(command, header, reader);
  const body = readBody(command, header, reader);
  const tlvs = readTlvs(reader);
  tellTlvs(tlvs, body, reader);
  const { commandStatus: status, sequence } = header;
  return { pdu: { command, status, sequence, body, tlvs: tlvs.map(({ tlv }) => tlv) } as Pdu, defects: reader.defects };
}

function headerOf(bytes: Uint8Array): PduHeader {
  if (bytes.length < headerLength) throw new SmppError('length-too-small', `${bytes.length} octets`);
  const header = readPduHeader(bytes);
  if (header.commandLength !== bytes.length) {
    throw new SmppError('length-mismatch', `${header.commandLength} told, ${bytes.length} there`, { header });
  }
  return header;
}

function tellHeader(command: CommandName, { commandStatus, sequence }: PduHeader, reader: BodyReader): void {
  if (sequence === 0 || sequence > lastSequence) {
    // generic_nack has 0 where what it answers could not be read. 4.3.1
    if (command !== 'generic_nack' || sequence !== 0) reader.defect('sequence-out-of-range', 12, 'sequence_number');
  }
  if (commandStatus !== 0 && !isResponse(command)) reader.defect('status-in-request', 8, 'command_status');
}

function readBody(
  command: CommandName,
  { commandStatus }: PduHeader,
  reader: BodyReader,
): Record<string, unknown> | undefined {
  const fields = fieldsOf(command);
  if (fields.length > 0 && isResponse(command) && reader.remaining === 0) {
    if (commandStatus === 0) reader.defect('body-missing', reader.offset);
    return undefined;
  }
  const body: Record<string, unknown> = {};
  for (const [name, field] of fields) body[name] = reader.field(name, field);
  return body;
}

function readTlvs(reader: BodyReader): { tlv: Tlv; offset: number }[] {
  const tlvs: { tlv: Tlv; offset: number }[] = [];
  while (reader.remaining >= 4) {
    const offset = reader.offset;
    const tag = reader.uint16();
    const length = reader.uint16();
    if (length > reader.remaining) {
      reader.offset = offset;
      reader.cut(tlvName(tag) ?? `parameter ${tag.toString(16).padStart(4, '0')}`, length);
      return tlvs;
    }
    tlvs.push({ tlv: { tag, value: reader.octets('', length, length) }, offset });
  }
  if (reader.remaining > 0) reader.defect('trailing-octets', reader.offset);
  return tlvs;
}

function tellTlvs(
  tlvs: readonly { tlv: Tlv; offset: number }[],
  body: Record<string, unknown> | undefined,
  reader: BodyReader,
): void {
  const seen = new Set<number>();
  const message = body?.['short_message'];
  for (const { tlv, offset } of tlvs) {
    const name = tlvName(tlv.tag);
    if (name === undefined) continue;
    if (!isTlvWellFormed(name, tlv.value)) reader.defect('tlv-length', offset, name);
    if (seen.has(tlv.tag) && !mayRepeat(name)) reader.defect('tlv-repeated', offset, name);
    seen.add(tlv.tag);
    const isSecondMessage = tlv.tag === tlvForms.message_payload.tag && message instanceof Uint8Array;
    if (isSecondMessage && message.length > 0) reader.defect('message-twice', offset, name);
  }
}
