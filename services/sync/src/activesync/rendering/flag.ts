/** The flag of an item from the properties of its message. [MS-ASEMAIL] 2.2.2.34, [MS-OXOFLAG] 2.2 */
import { type Flag, FlagStatus } from '@postbus/activesync';
import {
  PidLidCommonEnd,
  PidLidCommonStart,
  PidLidFlagRequest,
  PidLidReminderSet,
  PidLidReminderTime,
  PidLidTaskDateCompleted,
  PidLidTaskDueDate,
  PidLidTaskStartDate,
  PidLidToDoOrdinalDate,
  PidLidToDoSubOrdinal,
  PidLidToDoTitle,
  PidTagFlagCompleteTime,
  PidTagFlagStatus,
  type PropertyBag,
  type PropertyDefinition,
  epochMsOf,
} from '@postbus/mapi';

/** [MS-ASDTYPE] 2.3 */
const lastYear = 9999;

/** A flag that is not there. [MS-ASEMAIL] 2.2.2.34 */
export const noFlag: Flag = {};

/** The properties that hold the times of a flag, each by its element. */
export const flagTimes = {
  DateCompleted: PidLidTaskDateCompleted,
  CompleteTime: PidTagFlagCompleteTime,
  StartDate: PidLidTaskStartDate,
  DueDate: PidLidTaskDueDate,
  UtcStartDate: PidLidCommonStart,
  UtcDueDate: PidLidCommonEnd,
  ReminderTime: PidLidReminderTime,
  OrdinalDate: PidLidToDoOrdinalDate,
} as const satisfies Partial<Record<keyof Flag, PropertyDefinition<bigint>>>;

/** The properties that hold its texts. */
export const flagTexts = {
  Subject: PidLidToDoTitle,
  FlagType: PidLidFlagRequest,
  SubOrdinalDate: PidLidToDoSubOrdinal,
} as const satisfies Partial<Record<keyof Flag, PropertyDefinition<string>>>;

export function flagOf(properties: PropertyBag): Flag {
  const Status = properties.get(PidTagFlagStatus) ?? FlagStatus.Cleared;
  if (Status !== FlagStatus.Active && Status !== FlagStatus.Complete) return noFlag;
  const times = Object.entries(flagTimes).map(([name, definition]) => [name, moment(properties.get(definition))]);
  const texts = Object.entries(flagTexts).map(([name, definition]) => [name, properties.get(definition)]);
  const told = Object.fromEntries([...texts, ...times].filter(([, value]) => value !== undefined)) as Flag;
  const reminder = properties.get(PidLidReminderSet);
  return { ...told, Status, ...(reminder === undefined ? {} : { ReminderSet: reminder }) };
}

/** Times that no element can tell are left out. */
function moment(time: bigint | undefined): Date | undefined {
  const at = time === undefined ? undefined : new Date(epochMsOf(time));
  return at !== undefined && at.getUTCFullYear() <= lastYear ? at : undefined;
}
