/** Message classes as Microsoft Mail named them, in attMessageClass alone. [MS-OXTNEF] 2.1.3.3.5 */

const legacyNames: readonly (readonly [legacy: string, messageClass: string])[] = [
  ['IPM.Microsoft Mail.Note', 'IPM.Note'],
  ['IPM.Microsoft Mail.Read Receipt', 'REPORT.IPM.Note.IPNRN'],
  ['IPM.Microsoft Mail.Non-Delivery', 'REPORT.IPM.Note.NDR'],
  ['IPM.Microsoft Schedule.MtgReq', 'IPM.Schedule.Meeting.Request'],
  ['IPM.Microsoft Schedule.MtgRespP', 'IPM.Schedule.Meeting.Resp.Pos'],
  ['IPM.Microsoft Schedule.MtgRespN', 'IPM.Schedule.Meeting.Resp.Neg'],
  ['IPM.Microsoft Schedule.MtgRespA', 'IPM.Schedule.Meeting.Resp.Tent'],
  ['IPM.Microsoft Schedule.MtgCncl', 'IPM.Schedule.Meeting.Canceled'],
];

const classOfLegacy = new Map(legacyNames.map(([legacy, messageClass]) => [legacy.toLowerCase(), messageClass]));
const legacyOfClass = new Map(legacyNames.map(([legacy, messageClass]) => [messageClass.toLowerCase(), legacy]));

/** PidTagMessageClass of the name in an attMessageClass. */
export function messageClassOf(attribute: string): string {
  return classOfLegacy.get(attribute.toLowerCase()) ?? attribute;
}

/** The name that attMessageClass has for `messageClass`. */
export function legacyMessageClass(messageClass: string): string {
  return legacyOfClass.get(messageClass.toLowerCase()) ?? messageClass;
}

export type MeetingRole = 'request' | 'response';

/** Which side of a meeting sends messages of this class: what attOwner means depends on it. [MS-OXTNEF] 2.2.3.11 */
export function meetingRole(messageClass: string | undefined): MeetingRole | undefined {
  const name = messageClass?.toLowerCase() ?? '';
  if (/^ipm\.schedule\.meeting\.(?:request|canceled)(?:\.|$)/.test(name)) return 'request';
  return /^ipm\.schedule\.meeting\.resp(?:\.|$)/.test(name) ? 'response' : undefined;
}
