/** What is against section 2 in an SMS or MMS object that another program made. [MS-OXOSMMS] 2.2 */
import {
  type MessageObject,
  PidNameContentClass,
  PidNameOMSAccountGuid,
  PidNameOMSMobileModel,
  PidNameOMSScheduleTime,
  PidNameOMSServiceType,
  PidNameOMSSourceType,
  PidTagBody,
  PidTagHtml,
  PidTagIconIndex,
  PidTagNormalizedSubject,
  PidTagSubjectPrefix,
  type PropertyDefinition,
  isExternal,
  textIn,
} from '@postbus/mapi';
import { isAccountGuid } from './account-guid.ts';
import { omsKindOf } from './message-class.ts';
import { longestSubject } from './mms-subject.ts';
import { OmsContentClass, OmsServiceType, OmsSourceType, omsIconIndex } from './oms-values.ts';

export interface OmsDefect {
  /** `PidNameOMSServiceType`. */
  readonly property: string;
  /** `missing`, against a MUST, or a SHOULD of the icon; `wrong`: there, and not of the values or the form that it may have. */
  readonly fault: 'missing' | 'wrong';
}

interface Rule {
  readonly property: PropertyDefinition;
  readonly isRequired: boolean;
  readonly allows: (value: unknown) => boolean;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const oneOf = (values: object) => (value: unknown) => Object.values(values).includes(value);

/** Defects in the order of the document; none for an object that meets it. The class is that of `PidTagMessageClass`. */
export function omsDefects(message: MessageObject): OmsDefect[] {
  const kind = omsKindOf(message);
  if (kind === undefined) return [{ property: 'PidTagMessageClass', fault: 'wrong' }];
  const rules: readonly Rule[] = [
    {
      property: PidNameOMSAccountGuid,
      isRequired: false,
      allows: (value) => isText(value) && isAccountGuid(value),
    },
    { property: PidNameOMSScheduleTime, isRequired: false, allows: (value) => typeof value === 'bigint' },
    { property: PidNameOMSServiceType, isRequired: true, allows: (value) => value === OmsServiceType[kind] },
    { property: PidNameOMSSourceType, isRequired: true, allows: oneOf(OmsSourceType) },
    { property: PidNameContentClass, isRequired: true, allows: (value) => value === OmsContentClass[kind] },
    { property: PidNameOMSMobileModel, isRequired: false, allows: isText },
    { property: PidTagIconIndex, isRequired: true, allows: isIcon },
    kind === 'sms'
      ? { property: PidTagBody, isRequired: true, allows: (value) => isText(value) || isExternal(value) }
      : { property: PidTagHtml, isRequired: true, allows: (value) => value instanceof Uint8Array || isExternal(value) },
    { property: PidTagNormalizedSubject, isRequired: true, allows: (value) => isText(value) && fits(value, message) },
  ];
  return rules.flatMap(({ property, isRequired, allows }): OmsDefect[] => {
    const value: unknown = message.properties.get(property);
    if (value === undefined) return isRequired ? [{ property: property.canonicalName, fault: 'missing' }] : [];
    return allows(value) ? [] : [{ property: property.canonicalName, fault: 'wrong' }];
  });
}

/** With its prefix. [MS-OXCMSG] 2.2.1.10 */
function fits(subject: string, { properties }: MessageObject): boolean {
  return (textIn(properties, PidTagSubjectPrefix) ?? '').length + subject.length <= longestSubject;
}

/** Signed or unsigned: programs hold the 32 bits as either. */
function isIcon(value: unknown): boolean {
  return typeof value === 'number' && (value | 0) === omsIconIndex;
}
