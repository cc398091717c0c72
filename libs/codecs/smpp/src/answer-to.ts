/** What to answer to a PDU that could not be read. SMPP 3.4 4.3, 5.1.3 */
import { commandName, isResponse, responseTo } from './command.ts';
import { type CommandStatusName, statusCode } from './command-status.ts';
import { type PduToWrite, lastSequence } from './pdu.ts';
import type { SmppError, SmppErrorCode } from './smpp-error.ts';

const statuses: Readonly<Partial<Record<SmppErrorCode, CommandStatusName>>> = {
  'length-too-small': 'ESME_RINVCMDLEN',
  'length-too-large': 'ESME_RINVCMDLEN',
  'length-mismatch': 'ESME_RINVCMDLEN',
  'unknown-command': 'ESME_RINVCMDID',
  truncated: 'ESME_RINVMSGLEN',
  'tlv-truncated': 'ESME_RINVOPTPARSTREAM',
  'bad-destination': 'ESME_RINVDESTFLAG',
};

/**
 * The answer to the PDU that `error` of `readPdu` or `PduFramer` is about: its own with the status, or generic_nack
 * where its command or length was wrong. Undefined for answers, which are not answered, and for errors of writing.
 */
export function answerTo(error: SmppError): PduToWrite | undefined {
  const name = statuses[error.code];
  if (name === undefined) return undefined;
  const { commandId, sequence: told } = error.header ?? { commandId: 0, sequence: 0 };
  const sequence = told > lastSequence ? 0 : told;
  const command = commandName(commandId);
  if (commandId >= 0x80000000 || (command !== undefined && isResponse(command))) return undefined;
  const isLength = name === 'ESME_RINVCMDLEN';
  const answer = command === undefined || isLength || sequence === 0 ? undefined : responseTo(command);
  return { command: answer ?? 'generic_nack', status: statusCode(name), sequence };
}
