/** What a server tells the others of its organization, and nobody else. [MS-OXCMAIL] 2.1.3.2 */
import {
  PidTagAutoForwarded,
  PidTagContentFilterSpamConfidenceLevel,
  PidTagPurportedSenderDomain,
  PidTagSenderIdStatus,
  type PropertyBag,
} from '@postbus/mapi';
import { textField } from '@postbus/mime';
import { integerIn, isTrue, textIn } from './value-in.ts';

const prefix = 'X-MS-Exchange-Organization';
const senderIdResults = new Map([
  [0x1, 'Neutral'],
  [0x2, 'Pass'],
  [0x3, 'Fail'],
  [0x4, 'SoftFail'],
  [0x5, 'None'],
  [0x80000006, 'TempError'],
  [0x80000007, 'PermError'],
]);

export function organizationFields(bag: PropertyBag): string[] {
  const senderId = senderIdResults.get((integerIn(bag, PidTagSenderIdStatus) ?? 0) >>> 0);
  const domain = textIn(bag, PidTagPurportedSenderDomain);
  const level = integerIn(bag, PidTagContentFilterSpamConfidenceLevel);
  return [
    ...(isTrue(bag, PidTagAutoForwarded) ? [`${prefix}-AutoForwarded: true`] : []),
    ...(senderId === undefined ? [] : [`${prefix}-SenderIdResult: ${senderId}`]),
    ...(domain === undefined ? [] : [textField(`${prefix}-PRD`, domain)]),
    ...(level === undefined ? [] : [`${prefix}-SCL: ${level}`]),
  ];
}
