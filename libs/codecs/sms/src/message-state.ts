/** The states of a message, and how receipts spell them. SMPP 3.4 5.2.28, Appendix B */

/** Values of message_state. SMPP 3.4 5.2.28 */
export const MessageState = {
  Enroute: 1,
  Delivered: 2,
  Expired: 3,
  Deleted: 4,
  Undeliverable: 5,
  Accepted: 6,
  Unknown: 7,
  Rejected: 8,
} as const;
export type MessageState = (typeof MessageState)[keyof typeof MessageState];

/** The abbreviations of Appendix B, at the index of their state. */
const abbreviations = ['', 'ENROUTE', 'DELIVRD', 'EXPIRED', 'DELETED', 'UNDELIV', 'ACCEPTD', 'UNKNOWN', 'REJECTD'];

/** Other spellings that carriers have, in letters alone. */
const spellings: ReadonlyMap<string, MessageState> = new Map([
  ...abbreviations.slice(1).map((text, index) => [text, (index + 1) as MessageState] as const),
  ['ENRT', MessageState.Enroute],
  ['BUFFRED', MessageState.Enroute],
  ['BUFFERED', MessageState.Enroute],
  ['BUFFERD', MessageState.Enroute],
  ['QUEUED', MessageState.Enroute],
  ['DELIVERED', MessageState.Delivered],
  ['DELIVERD', MessageState.Delivered],
  ['DLVRD', MessageState.Delivered],
  ['EXPIRD', MessageState.Expired],
  ['CANCELED', MessageState.Deleted],
  ['CANCELLED', MessageState.Deleted],
  ['UNDELIVERED', MessageState.Undeliverable],
  ['UNDELIVERABLE', MessageState.Undeliverable],
  ['UNDELIVRD', MessageState.Undeliverable],
  ['UNDLVRD', MessageState.Undeliverable],
  ['FAILED', MessageState.Undeliverable],
  ['NOTDELIVERED', MessageState.Undeliverable],
  ['ACCEPTED', MessageState.Accepted],
  ['ACKED', MessageState.Accepted],
  ['UNKNOWN', MessageState.Unknown],
  ['UNKNWN', MessageState.Unknown],
  ['REJECTED', MessageState.Rejected],
  ['REJECT', MessageState.Rejected],
] as const);

/** The state that `stat` of a receipt means, in any spelling that is known, or as its number; undefined for others. */
export function messageStateOf(stat: string): MessageState | undefined {
  if (/^0?[1-8]$/.test(stat)) return Number(stat) as MessageState;
  return spellings.get(stat.toUpperCase().replace(/[^A-Z]/g, ''));
}

/** The seven letters of Appendix B. */
export function messageStateText(state: MessageState): string {
  return abbreviations[state]!;
}

/**
 * Whether a message in this state changes no more. `Accepted` may: 5.2.28 has it for messages that somebody read for the
 * subscriber, carriers for all that they took.
 */
export function isFinalState(state: MessageState): boolean {
  return state !== MessageState.Enroute && state !== MessageState.Accepted;
}
