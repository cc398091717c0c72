/** attMessageStatus: flags of PidTagMessageFlags in one byte. [MS-OXTNEF] 2.1.3.3 */

const fms = { modified: 0x01, local: 0x02, submitted: 0x04, read: 0x20, hasAttach: 0x80 } as const;
const mf = { read: 0x01, unmodified: 0x02, submitted: 0x04, unsent: 0x08, hasAttach: 0x10 } as const;

const pairs: readonly (readonly [status: number, flag: number])[] = [
  [fms.read, mf.read],
  [fms.submitted, mf.submitted],
  [fms.local, mf.unsent],
  [fms.hasAttach, mf.hasAttach],
];

/** PidTagMessageFlags of an attMessageStatus. */
export function messageFlagsOf(status: number): number {
  let flags = (status & fms.modified) === 0 ? mf.unmodified : 0;
  for (const [bit, flag] of pairs) if ((status & bit) !== 0) flags |= flag;
  return flags;
}

/** attMessageStatus of a PidTagMessageFlags; flags without a counterpart are left out. */
export function messageStatusOf(flags: number): number {
  let status = (flags & mf.unmodified) === 0 ? fms.modified : 0;
  for (const [bit, flag] of pairs) if ((flags & flag) !== 0) status |= bit;
  return status;
}
