/** Settings: reads and sets what concerns user and device. [MS-ASCMD] 2.2.1.18 */
import { type Infer, boolean, empty, text, unsignedInteger } from '../content.ts';
import { container, elements, list, many, one, openContainer, optional } from '../container.ts';
import { request, response } from '../message.ts';
import { SettingsStatus } from '../status/settings-status.ts';
import { deviceInformation } from './device-information.ts';
import { oofRequest, oofResponse } from './out-of-office.ts';

const get = container(elements('Settings', { Get: one(empty) }));
const status = elements('Settings', { Status: optional(unsignedInteger) });
const statusOnly = container(status);

/** The recovery password of the device. [MS-ASCMD] 2.2.1.18 */
const devicePassword = container(
  elements('Settings', {
    Set: one(container(elements('Settings', { Password: one(text({ maxLength: 255 })) }))),
  }),
);

export const settingsRequest = request(
  'Settings',
  'Settings',
  container(
    elements('Settings', {
      RightsManagementInformation: optional(get, { since: '14.1' }),
      Oof: optional(oofRequest),
      DevicePassword: optional(devicePassword),
      DeviceInformation: optional(deviceInformation),
      UserInformation: optional(get),
    }),
  ),
  { malformed: SettingsStatus.ProtocolError },
);
export type SettingsRequest = Infer<typeof settingsRequest>;

const emailAddresses = container(
  elements('Settings', {
    SMTPAddress: many(text()),
    PrimarySmtpAddress: optional(text(), { since: '14.1' }),
  }),
);

const account = container(
  elements('Settings', {
    AccountId: optional(text()),
    AccountName: optional(text()),
    UserDisplayName: optional(text()),
    SendDisabled: optional(boolean),
    EmailAddresses: optional(emailAddresses),
  }),
);

/** In 14.0 addresses; since 14.1 accounts with theirs. [MS-ASCMD] 2.2.1.18 */
const userInformation = container({
  ...status,
  ...elements('Settings', {
    Get: optional(
      container(
        elements('Settings', {
          EmailAddresses: optional(emailAddresses, { until: '14.0' }),
          Accounts: optional(list('Settings', 'Account', account, { min: 1 }), { since: '14.1' }),
        }),
      ),
    ),
  }),
});

const rightsManagementInformation = container({
  ...status,
  ...elements('Settings', { Get: optional(openContainer({}, ['RightsManagement'])) }),
});

export const settingsResponse = response(
  'Settings',
  'Settings',
  container({
    ...status,
    ...elements('Settings', {
      RightsManagementInformation: optional(rightsManagementInformation, { since: '14.1' }),
      Oof: optional(oofResponse),
      DeviceInformation: optional(statusOnly),
      DevicePassword: optional(statusOnly),
      UserInformation: optional(userInformation),
    }),
  }),
);
export type SettingsResponse = Infer<typeof settingsResponse>;
