/** A PDU as a value. SMPP 3.4 3.2 */
import type { BodyOf, CommandName, ResponseName } from './command.ts';
import type { Tlv } from './tlv.ts';

/** A PDU that was read. Answers may lack their body, as those do that tell an error. */
export interface PduOf<Name extends CommandName> {
  readonly command: Name;
  /** 0 in requests; see `commandStatus`. */
  readonly status: number;
  readonly sequence: number;
  readonly body: Name extends ResponseName ? BodyOf<Name> | undefined : BodyOf<Name>;
  /** Optional parameters in their order, unknown ones too; see `tlvValue`. */
  readonly tlvs: readonly Tlv[];
}

/** Any PDU; `command` tells which. */
export type Pdu = { [Name in CommandName]: PduOf<Name> }[CommandName];

/** A PDU to be written: fields left out are 0 or empty. */
export interface PduToWriteOf<Name extends CommandName> {
  readonly command: Name;
  readonly status?: number | undefined;
  /** 1 to 0x7fffffff. 5.1.4 */
  readonly sequence: number;
  readonly body?: Partial<BodyOf<Name>> | undefined;
  readonly tlvs?: readonly Tlv[] | undefined;
}

export type PduToWrite = { [Name in CommandName]: PduToWriteOf<Name> }[CommandName];

/** The highest sequence_number. 5.1.4 */
export const lastSequence = 0x7fffffff;

/** The sequence_number that follows; 1 after the last one. 5.1.4 */
export function nextSequence(sequence: number): number {
  return sequence >= lastSequence ? 1 : sequence + 1;
}
