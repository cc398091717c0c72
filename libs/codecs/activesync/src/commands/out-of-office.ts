/** The Oof property of Settings: automatic answers while away. [MS-ASCMD] 2.2.1.18 */
import { type Infer, dateTime, empty, integer, text, unsignedInteger } from '../content.ts';
import { container, elements, many, one, optional } from '../container.ts';

/** [MS-ASCMD] 2.2.1.18 */
export const OofState = { Disabled: 0, Global: 1, TimeBased: 2 } as const;
export type OofState = (typeof OofState)[keyof typeof OofState];

/** One answer for each of three kinds of correspondents. [MS-ASCMD] 2.2.1.18 */
const oofMessage = container(
  elements('Settings', {
    AppliesToInternal: optional(empty),
    AppliesToExternalKnown: optional(empty),
    AppliesToExternalUnknown: optional(empty),
    Enabled: optional(text({ minLength: 1 })),
    ReplyMessage: optional(text()),
    /** `Text` or `HTML`. */
    BodyType: optional(text({ minLength: 1 })),
  }),
);

const oof = elements('Settings', {
  OofState: optional(integer({ min: 0, max: 2 })),
  StartTime: optional(dateTime),
  EndTime: optional(dateTime),
  OofMessage: many(oofMessage, { max: 3 }),
});
export type OutOfOffice = Infer<typeof oofState>;

const oofState = container(oof);

export const oofRequest = container(
  elements('Settings', {
    Get: optional(container(elements('Settings', { BodyType: one(text({ minLength: 1 })) }))),
    Set: optional(oofState),
  }),
);

export const oofResponse = container(
  elements('Settings', { Status: optional(unsignedInteger), Get: optional(oofState) }),
);
