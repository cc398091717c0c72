/** A PDU to octets, strictly by the document. SMPP 3.4 3.2, 4, 5 */
import { mayCarry } from './allowed-tlvs.ts';
import { BodyWriter } from './body-writer.ts';
import { commands, fieldsOf, hasNoBodyOnError, isResponse } from './command.ts';
import { type PduToWrite, lastSequence } from './pdu.ts';
import { headerLength } from './pdu-header.ts';
import { SmppError } from './smpp-error.ts';
import type { Tlv } from './tlv.ts';
import { tlvForms, tlvName } from './tlv-table.ts';

/**
 * The octets of `pdu`. An answer that tells an error may leave out its body; those of binds and submit_sm must.
 *
 * @throws {SmppError} `not-a-value`, `too-long`, `body-missing`, `body-not-allowed`, `message-twice`,
 * `tlv-not-allowed`
 */
export function writePdu(pdu: PduToWrite): Uint8Array<ArrayBuffer> {
  const writer = new BodyWriter();
  const status = pdu.status ?? 0;
  writer.octets(new Uint8Array(4));
  writer.integer('command_id', commands[pdu.command].id, 4);
  writer.integer('command_status', checkedStatus(pdu, status), 4);
  writer.integer('sequence_number', checkedSequence(pdu), 4);
  writeBody(pdu, status, writer);
  for (const tlv of pdu.tlvs ?? []) writeTlv(pdu, tlv, writer);
  const bytes = writer.bytes();
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  return bytes;
}

function writeBody(pdu: PduToWrite, status: number, writer: BodyWriter): void {
  const fields = fieldsOf(pdu.command);
  const body = pdu.body as Record<string, unknown> | undefined;
  if (isResponse(pdu.command)) {
    if (status !== 0 && body !== undefined && hasNoBodyOnError(pdu.command)) {
      throw new SmppError('body-not-allowed', `an error has no body in ${pdu.command}`, { offset: headerLength });
    }
    if (body === undefined) {
      if (status === 0 && fields.length > 0) {
        throw new SmppError('body-missing', `${pdu.command} has a body`, { offset: headerLength });
      }
      return;
    }
  }
  for (const [name, field] of fields) writer.field(name, field, body?.[name]);
  const message = body?.['short_message'];
  const hasPayload = pdu.tlvs?.some(({ tag }) => tag === tlvForms.message_payload.tag) ?? false;
  if (hasPayload && message instanceof Uint8Array && message.length > 0) {
    throw new SmppError('message-twice', 'the message lies in message_payload too', { field: 'short_message' });
  }
}

function writeTlv({ command }: PduToWrite, { tag, value }: Tlv, writer: BodyWriter): void {
  const name = tlvName(tag);
  if (name !== undefined && !mayCarry(command, name)) {
    throw new SmppError('tlv-not-allowed', `${command} has no such parameter`, { offset: writer.length, field: name });
  }
  writer.integer('tag', tag, 2);
  writer.integer('length', value.length, 2);
  writer.octets(value);
}

function checkedStatus({ command }: PduToWrite, status: number): number {
  if (status !== 0 && !isResponse(command)) {
    throw new SmppError('not-a-value', `${command} has the status 0`, { offset: 8, field: 'command_status' });
  }
  return status;
}

/** generic_nack has 0 where what it answers could not be read. 4.3.1 */
function checkedSequence({ command, sequence }: PduToWrite): number {
  const least = command === 'generic_nack' ? 0 : 1;
  if (sequence < least || sequence > lastSequence) {
    throw new SmppError('not-a-value', `${sequence} is no sequence number`, { offset: 12, field: 'sequence_number' });
  }
  return sequence;
}
