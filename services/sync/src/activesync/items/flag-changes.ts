/** What a client's Flag makes of the properties of a message. [MS-ASEMAIL] 3.2.5.4.2, [MS-OXOFLAG] 3.1.4.1 */
import { type Flag, FlagStatus } from '@postbus/activesync';
import {
  PidLidFlagRequest,
  PidLidFlagString,
  PidLidPercentComplete,
  PidLidReminderSet,
  PidLidReminderSignalTime,
  PidLidReminderTime,
  PidLidTaskComplete,
  PidLidTaskDateCompleted,
  PidLidTaskStatus,
  PidLidToDoTitle,
  PidLidValidFlagStringProof,
  PidTagFlagCompleteTime,
  PidTagFlagStatus,
  PidTagFollowupIcon,
  PidTagSubject,
  PidTagToDoItemFlags,
  type PropertyBag,
  type PropertyDefinition,
  fileTimeOf,
} from '@postbus/mapi';
import { flagTexts, flagTimes } from '../rendering/flag.ts';

/** FlagType of a flag that has none. [MS-ASEMAIL] 2.2.2.35 */
const followUp = 'Flag for follow up';
/** PidTagFollowupIcon: red. [MS-OXOFLAG] 2.2.1.2 */
const redFlag = 6;
/** PidTagToDoItemFlags: shown in the list of what is to be done. [MS-OXOFLAG] 2.2.1.6 */
const toDoFlagged = 0x1;
/** PidLidTaskStatus. [MS-OXOTASK] 2.2.2.2.2 */
const taskStatus = { notStarted: 0, complete: 2 };
/** The first moment that a FILETIME holds. */
const firstMoment = Date.UTC(1601, 0, 1);

/** Everything that a flag consists of, beside its times and texts. */
const others: readonly PropertyDefinition[] = [
  PidTagFlagStatus,
  PidTagFollowupIcon,
  PidTagToDoItemFlags,
  PidLidFlagString,
  PidLidValidFlagStringProof,
  PidLidTaskStatus,
  PidLidTaskComplete,
  PidLidPercentComplete,
  PidLidReminderSet,
  PidLidReminderSignalTime,
];

/** Whether `flag` takes the flag away: Status 0, or nothing at all. */
export function clearsFlag(flag: Flag): boolean {
  return flag.Status === FlagStatus.Cleared || Object.values(flag).every((value) => value === undefined);
}

/**
 * Changes `properties` as `flag` says. One that is active replaces what was there; one that is complete keeps the dates
 * that it does not tell.
 * @param now epoch milliseconds, for a completion that tells no time
 */
export function applyFlag(properties: PropertyBag, flag: Flag, now: number): void {
  if (clearsFlag(flag)) return clear(properties);
  if (flag.Status === FlagStatus.Complete) return complete(properties, flag, now);
  if (flag.Status === FlagStatus.Active) clear(properties);
  activate(properties, flag);
}

function clear(properties: PropertyBag): void {
  for (const definition of [...others, ...Object.values(flagTimes), ...Object.values(flagTexts)]) {
    properties.delete(definition);
  }
}

function activate(properties: PropertyBag, flag: Flag): void {
  setFields(properties, flag);
  if (!properties.has(PidLidFlagRequest)) properties.set(PidLidFlagRequest, followUp);
  if (!properties.has(PidLidToDoTitle)) properties.set(PidLidToDoTitle, properties.get(PidTagSubject));
  properties
    .set(PidTagFlagStatus, FlagStatus.Active)
    .set(PidTagFollowupIcon, redFlag)
    .set(PidTagToDoItemFlags, toDoFlagged)
    .set(PidLidTaskStatus, taskStatus.notStarted)
    .set(PidLidPercentComplete, 0)
    .set(PidLidTaskComplete, false)
    .set(PidLidReminderSet, flag.ReminderSet)
    .set(PidLidReminderSignalTime, properties.get(PidLidReminderTime));
}

function complete(properties: PropertyBag, flag: Flag, now: number): void {
  setFields(properties, flag);
  const completed = properties.get(PidTagFlagCompleteTime) ?? properties.get(PidLidTaskDateCompleted);
  properties.delete(PidTagFollowupIcon);
  properties
    .set(PidTagFlagStatus, FlagStatus.Complete)
    .set(PidTagFlagCompleteTime, completed ?? fileTimeOf(now))
    .set(PidLidTaskDateCompleted, properties.get(PidLidTaskDateCompleted) ?? completed ?? fileTimeOf(now))
    .set(PidTagToDoItemFlags, toDoFlagged)
    .set(PidLidTaskStatus, taskStatus.complete)
    .set(PidLidPercentComplete, 1)
    .set(PidLidTaskComplete, true)
    .set(PidLidReminderSet, false);
}

/** Times that no property holds are passed over. */
function setFields(properties: PropertyBag, flag: Flag): void {
  for (const name of Object.keys(flagTexts) as (keyof typeof flagTexts)[]) {
    properties.set(flagTexts[name], flag[name]);
  }
  for (const name of Object.keys(flagTimes) as (keyof typeof flagTimes)[]) {
    const time = flag[name]?.getTime();
    if (time !== undefined && time >= firstMoment) properties.set(flagTimes[name], fileTimeOf(time));
  }
}
