/** Values of command_status. SMPP 3.4 5.1.3 */

/**
 * Whether trying again can help.
 * - `never`: the same request is refused again; `later`: it may be taken after a while
 * - `slower`: it is taken once fewer are sent; `after-bind`: it is taken once the session is bound for it
 * - `unknown`: the document does not say
 */
export type Retry = 'never' | 'later' | 'slower' | 'after-bind' | 'unknown';

export interface CommandStatus {
  readonly code: number;
  /** As the document has it, ESME_RTHROTTLED; the code in hexadecimal where it has none. */
  readonly name: string;
  readonly retry: Retry;
}

const table = {
  ESME_ROK: [0x00, 'never'],
  ESME_RINVMSGLEN: [0x01, 'never'],
  ESME_RINVCMDLEN: [0x02, 'never'],
  ESME_RINVCMDID: [0x03, 'never'],
  ESME_RINVBNDSTS: [0x04, 'after-bind'],
  ESME_RALYBND: [0x05, 'never'],
  ESME_RINVPRTFLG: [0x06, 'never'],
  ESME_RINVREGDLVFLG: [0x07, 'never'],
  ESME_RSYSERR: [0x08, 'later'],
  ESME_RINVSRCADR: [0x0a, 'never'],
  ESME_RINVDSTADR: [0x0b, 'never'],
  ESME_RINVMSGID: [0x0c, 'never'],
  ESME_RBINDFAIL: [0x0d, 'later'],
  ESME_RINVPASWD: [0x0e, 'never'],
  ESME_RINVSYSID: [0x0f, 'never'],
  ESME_RCANCELFAIL: [0x11, 'never'],
  ESME_RREPLACEFAIL: [0x13, 'never'],
  ESME_RMSGQFUL: [0x14, 'slower'],
  ESME_RINVSERTYP: [0x15, 'never'],
  ESME_RINVNUMDESTS: [0x33, 'never'],
  ESME_RINVDLNAME: [0x34, 'never'],
  ESME_RINVDESTFLAG: [0x40, 'never'],
  ESME_RINVSUBREP: [0x42, 'never'],
  ESME_RINVESMCLASS: [0x43, 'never'],
  ESME_RCNTSUBDL: [0x44, 'never'],
  ESME_RSUBMITFAIL: [0x45, 'later'],
  ESME_RINVSRCTON: [0x48, 'never'],
  ESME_RINVSRCNPI: [0x49, 'never'],
  ESME_RINVDSTTON: [0x50, 'never'],
  ESME_RINVDSTNPI: [0x51, 'never'],
  ESME_RINVSYSTYP: [0x53, 'never'],
  ESME_RINVREPFLAG: [0x54, 'never'],
  ESME_RINVNUMMSGS: [0x55, 'never'],
  ESME_RTHROTTLED: [0x58, 'slower'],
  ESME_RINVSCHED: [0x61, 'never'],
  ESME_RINVEXPIRY: [0x62, 'never'],
  ESME_RINVDFTMSGID: [0x63, 'never'],
  ESME_RX_T_APPN: [0x64, 'later'],
  ESME_RX_P_APPN: [0x65, 'never'],
  ESME_RX_R_APPN: [0x66, 'never'],
  ESME_RQUERYFAIL: [0x67, 'never'],
  ESME_RINVOPTPARSTREAM: [0xc0, 'never'],
  ESME_ROPTPARNOTALLWD: [0xc1, 'never'],
  ESME_RINVPARLEN: [0xc2, 'never'],
  ESME_RMISSINGOPTPARAM: [0xc3, 'never'],
  ESME_RINVOPTPARAMVAL: [0xc4, 'never'],
  ESME_RDELIVERYFAILURE: [0xfe, 'never'],
  ESME_RUNKNOWNERR: [0xff, 'unknown'],
} as const satisfies Record<string, readonly [number, Retry]>;

export type CommandStatusName = keyof typeof table;

const byCode: ReadonlyMap<number, CommandStatus> = new Map(
  Object.entries(table).map(([name, [code, retry]]) => [code, { code, name, retry }]),
);

/** What `code` means; the codes of a carrier's own, 0x400 to 0x4ff, and reserved ones have no name. */
export function commandStatus(code: number): CommandStatus {
  return byCode.get(code) ?? { code, name: `0x${code.toString(16).padStart(8, '0')}`, retry: 'unknown' };
}

/** The code of a name of 5.1.3. */
export function statusCode(name: CommandStatusName): number {
  return table[name][0];
}
