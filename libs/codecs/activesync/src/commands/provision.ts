/** Provision: gives a device its policy, and the order to wipe itself. [MS-ASPROV] 2.2.2 */
import { type Infer, empty, text, unsignedByte, unsignedInteger } from '../content.ts';
import { container, elements, one, optional } from '../container.ts';
import { request, response } from '../message.ts';
import { ProvisionStatus } from '../status/provision-status.ts';
import { deviceInformation } from './device-information.ts';
import { easProvisionDoc } from './policy-document.ts';

/** The PolicyType of the versions here. [MS-ASPROV] 2.2.2.43 */
export const wbxmlPolicyType = 'MS-EAS-Provisioning-WBXML';

const policyKey = text({ maxLength: 64 });

/** Without PolicyKey and Status it asks for the policy, with them it acknowledges. [MS-ASPROV] 2.2.2.41 */
const requestedPolicy = container(
  elements('Provision', { PolicyType: one(text()), PolicyKey: optional(policyKey), Status: optional(unsignedByte) }),
);

const wipeAcknowledged = container(elements('Provision', { Status: one(unsignedByte) }));

export const provisionRequest = request(
  'Provision',
  'Provision',
  container({
    ...elements('Settings', { DeviceInformation: optional(deviceInformation, { since: '14.1' }) }),
    ...elements('Provision', {
      Policies: optional(container(elements('Provision', { Policy: one(requestedPolicy) }))),
      RemoteWipe: optional(wipeAcknowledged),
      AccountOnlyRemoteWipe: optional(wipeAcknowledged, { since: '16.1' }),
    }),
  }),
  { malformed: ProvisionStatus.ProtocolError },
);
export type ProvisionRequest = Infer<typeof provisionRequest>;

const policy = container(
  elements('Provision', {
    PolicyType: one(text()),
    Status: one(unsignedByte),
    PolicyKey: optional(policyKey),
    Data: optional(container(elements('Provision', { EASProvisionDoc: one(easProvisionDoc) }))),
  }),
);

export const provisionResponse = response(
  'Provision',
  'Provision',
  container({
    ...elements('Settings', {
      DeviceInformation: optional(container(elements('Settings', { Status: optional(unsignedInteger) })), {
        since: '14.1',
      }),
    }),
    ...elements('Provision', {
      Status: one(unsignedInteger),
      Policies: optional(container(elements('Provision', { Policy: one(policy) }))),
      /** The device is to remove all that it has. */
      RemoteWipe: optional(empty),
      /** The device is to remove this account's data only. */
      AccountOnlyRemoteWipe: optional(empty, { since: '16.1' }),
    }),
  }),
);
export type ProvisionResponse = Infer<typeof provisionResponse>;
