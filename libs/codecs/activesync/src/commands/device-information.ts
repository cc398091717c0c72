/** What a device tells of itself, in Settings and since 14.1 in Provision. [MS-ASCMD] 2.2.1.18 */
import { type Infer, boolean, text } from '../content.ts';
import { container, elements, one, optional } from '../container.ts';

const detail = text({ maxLength: 1024 });

const set = container(
  elements('Settings', {
    Model: optional(detail),
    IMEI: optional(detail),
    FriendlyName: optional(detail),
    OS: optional(detail),
    OSLanguage: optional(detail),
    PhoneNumber: optional(detail),
    UserAgent: optional(detail),
    /** Whether the device sends text messages that are written elsewhere. */
    EnableOutboundSMS: optional(boolean),
    MobileOperator: optional(detail),
  }),
);
export type DeviceDetails = Infer<typeof set>;

export const deviceInformation = container(elements('Settings', { Set: one(set) }));
export type DeviceInformation = Infer<typeof deviceInformation>;
