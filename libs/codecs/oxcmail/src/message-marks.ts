/** What a reader did to a message: flagged it, put it into categories, answered it. [MS-OXOFLAG] 2.2.1, [MS-OXOMSG] 2.2.1 */
import {
  PidNameKeywords,
  PidTagFlagStatus,
  PidTagLastVerbExecuted,
  PidTagLastVerbExecutionTime,
  type PropertyBag,
  epochMsOf,
} from '@postbus/mapi';
import type { MessageSummary } from './message-summary.ts';

export type MessageMarks = Pick<MessageSummary, 'flagStatus' | 'categories' | 'lastVerb' | 'lastVerbAt'>;

/** The marks of a message, for its summary; nothing of those that it has not. */
export function messageMarks(bag: PropertyBag): MessageMarks {
  const flagStatus = bag.get(PidTagFlagStatus);
  const categories = bag.get(PidNameKeywords) ?? [];
  const lastVerb = bag.get(PidTagLastVerbExecuted);
  const lastVerbAt = bag.get(PidTagLastVerbExecutionTime);
  return {
    ...(flagStatus === 1 || flagStatus === 2 ? { flagStatus } : {}),
    ...(categories.length === 0 ? {} : { categories }),
    ...(lastVerb === undefined ? {} : { lastVerb }),
    ...(lastVerbAt === undefined ? {} : { lastVerbAt: epochMsOf(lastVerbAt) }),
  };
}
