/** What SMS and MMS objects have in common. [MS-OXOSMMS] 2.2.1 */
import {
  type MessageObject,
  PidNameContentClass,
  PidNameOMSAccountGuid,
  PidNameOMSMobileModel,
  PidNameOMSScheduleTime,
  PidNameOMSServiceType,
  PidNameOMSSourceType,
  PidTagIconIndex,
  PidTagMessageClass,
  PropertyBag,
  epochMsOf,
  fileTimeOf,
  recipientGroup,
  senderGroup,
  sentRepresentingGroup,
  textIn,
} from '@postbus/mapi';
import { accountGuidText, isAccountGuid } from './account-guid.ts';
import { omsMessageClass } from './message-class.ts';
import { type MobileUser, setDisplayedRecipients } from './mobile-user.ts';
import { OmsContentClass, type OmsKind, OmsServiceType, OmsSourceType, omsIconIndex } from './oms-values.ts';
import type { TextMessageOrigin } from './origin.ts';
import { mobileUserIn, setMobileUser } from './user-properties.ts';

export interface TextMessageOptions {
  readonly origin: TextMessageOrigin;
  readonly from?: MobileUser;
  readonly recipients?: readonly MobileUser[];
  /** Epoch ms: when it was submitted, sent or received. */
  readonly at?: number;
  /** Whether a received one was read. */
  readonly read?: boolean;
  /** What goes after the class and a period: `Alert`. */
  readonly classSuffix?: string;
  /** The GUID of the account or device that sends it, with or without braces. */
  readonly accountGuid?: string;
  /** Epoch ms: when it is to be handed to the carrier. */
  readonly scheduledFor?: number;
  /** What it was written by; unless told, its owner, and `unknown` for one received. */
  readonly source?: OmsSourceType;
  /** The model of the phone that sent it. */
  readonly mobileModel?: string;
}

/** What reading an SMS or MMS object tells, whatever its kind. */
export interface TextMessage {
  readonly from: MobileUser | undefined;
  /** Recipients by number, in the order of their rows; rows of other addresses are left out. */
  readonly recipients: readonly MobileUser[];
  readonly subject: string;
  /** In braces; undefined where it is none, or no GUID. */
  readonly accountGuid: string | undefined;
  /** Epoch ms. */
  readonly scheduledFor: number | undefined;
  /** By the property, else by the class. */
  readonly serviceType: OmsServiceType;
  /** `unknown` where it is missing or not of the list. */
  readonly source: OmsSourceType;
  readonly mobileModel: string | undefined;
}

/**
 * The properties that section 2.2 gives all text messages, and who sends and gets it.
 * @throws {OxosmmsError} `not-a-message-class`, `not-an-account-guid`; {MapiError} `time-out-of-range`
 */
export function omsProperties(kind: OmsKind, options: TextMessageOptions): PropertyBag {
  const { origin, from, recipients = [], accountGuid, scheduledFor, mobileModel } = options;
  const bag = new PropertyBag().set(PidTagMessageClass, omsMessageClass(kind, options.classSuffix));
  setKind(bag, kind);
  bag
    .set(PidNameOMSAccountGuid, accountGuid === undefined ? undefined : accountGuidText(accountGuid))
    .set(PidNameOMSScheduleTime, scheduledFor === undefined ? undefined : fileTimeOf(scheduledFor))
    .set(
      PidNameOMSSourceType,
      options.source ?? (origin === 'received' ? OmsSourceType.unknown : OmsSourceType.xmsInspector),
    )
    .set(PidNameOMSMobileModel, mobileModel);
  if (from !== undefined) for (const group of [sentRepresentingGroup, senderGroup]) setMobileUser(bag, group, from);
  setDisplayedRecipients(bag, recipients);
  return bag;
}

/** Service, content class and icon of a kind. [MS-OXOSMMS] 2.2.1.3, 2.2.1.5, 2.2.2.1 */
export function setKind(bag: PropertyBag, kind: OmsKind): void {
  bag
    .set(PidNameOMSServiceType, OmsServiceType[kind])
    .set(PidNameContentClass, OmsContentClass[kind])
    .set(PidTagIconIndex, omsIconIndex);
}

export function readOms({ properties, recipients }: MessageObject, kind: OmsKind, subject: string): TextMessage {
  const accountGuid = textIn(properties, PidNameOMSAccountGuid);
  const serviceType: unknown = properties.get(PidNameOMSServiceType);
  const source: unknown = properties.get(PidNameOMSSourceType);
  const scheduled: unknown = properties.get(PidNameOMSScheduleTime);
  return {
    from: mobileUserIn(properties, sentRepresentingGroup) ?? mobileUserIn(properties, senderGroup),
    recipients: recipients.flatMap((row) => mobileUserIn(row, recipientGroup) ?? []),
    subject,
    accountGuid: accountGuid !== undefined && isAccountGuid(accountGuid) ? accountGuid : undefined,
    scheduledFor: typeof scheduled === 'bigint' ? epochMsOf(scheduled) : undefined,
    serviceType: Object.values(OmsServiceType).find((one) => one === serviceType) ?? OmsServiceType[kind],
    source: Object.values(OmsSourceType).find((one) => one === source) ?? OmsSourceType.unknown,
    mobileModel: textIn(properties, PidNameOMSMobileModel),
  };
}
