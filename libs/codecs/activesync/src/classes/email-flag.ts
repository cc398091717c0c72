/** The flag of an email item: a task tied to it. [MS-ASEMAIL] 2.2.2 */
import { type Infer, boolean, dateTime, integer, text } from '../content.ts';
import { container, elements, optional } from '../container.ts';

/** [MS-ASEMAIL] 2.2.2 */
export const FlagStatus = { Cleared: 0, Complete: 1, Active: 2 } as const;
export type FlagStatus = (typeof FlagStatus)[keyof typeof FlagStatus];

/** A flag without any element clears it. */
export const flag = container({
  ...elements('Tasks', { Subject: optional(text()) }),
  ...elements('Email', {
    Status: optional(integer({ min: 0, max: 2 })),
    FlagType: optional(text()),
  }),
  ...elements('Tasks', { DateCompleted: optional(dateTime) }),
  ...elements('Email', { CompleteTime: optional(dateTime) }),
  ...elements('Tasks', {
    StartDate: optional(dateTime),
    DueDate: optional(dateTime),
    UtcStartDate: optional(dateTime),
    UtcDueDate: optional(dateTime),
    ReminderSet: optional(boolean),
    ReminderTime: optional(dateTime),
    OrdinalDate: optional(dateTime),
    SubOrdinalDate: optional(text()),
  }),
});
export type Flag = Infer<typeof flag>;
