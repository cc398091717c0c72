/** What the phone tells of itself and keeps to, and what it asks of its user. [MS-ASPROV] 3.1.5.1, [MS-ASCMD] 2.2.1.18 */
import {
  type OutboundSms,
  outboundSmsDetails,
  provisionRequest,
  provisionResponse,
  settingsRequest,
  settingsResponse,
  wbxmlPolicyType,
} from '@postbus/activesync';
import type { CommandChannel } from './command-channel.ts';
import { PhoneError } from './phone-error.ts';

/** Gets the policy and says that the phone keeps it. [MS-ASPROV] 3.1.5.1 */
export async function provision(channel: CommandChannel): Promise<void> {
  channel.policyKey = 0;
  const initial = await channel.command('Provision', provisionRequest, provisionResponse, {
    ...(channel.version !== '14.0' && {
      DeviceInformation: { Set: { Model: 'Test phone', OS: 'Test OS 1.0', FriendlyName: 'Phone' } },
    }),
    Policies: { Policy: { PolicyType: wbxmlPolicyType } },
  });
  const offered = initial?.Policies?.Policy.PolicyKey;
  if (initial?.Status !== 1 || offered === undefined)
    throw new PhoneError('command-status', initial?.Status ?? 0, 'no policy was given');
  channel.policyKey = Number(offered);
  const final = await channel.command('Provision', provisionRequest, provisionResponse, {
    Policies: { Policy: { PolicyType: wbxmlPolicyType, PolicyKey: offered, Status: 1 } },
  });
  const kept = final?.Policies?.Policy;
  if (kept?.Status !== 1 || kept.PolicyKey === undefined)
    throw new PhoneError('command-status', kept?.Status ?? 0, 'the policy was not acknowledged');
  channel.policyKey = Number(kept.PolicyKey);
}

/** @returns the Status of DeviceInformation. [MS-ASMS] 3.1.4.3 */
export async function tellOutboundSms(channel: CommandChannel, outbound: OutboundSms): Promise<number> {
  const response = await channel.command('Settings', settingsRequest, settingsResponse, {
    DeviceInformation: { Set: outboundSmsDetails(outbound) },
  });
  return response?.DeviceInformation?.Status ?? response?.Status ?? 0;
}

/** Addresses of the user. [MS-ASCMD] 2.2.1.18 */
export async function addresses(channel: CommandChannel): Promise<readonly string[]> {
  const response = await channel.command('Settings', settingsRequest, settingsResponse, {
    UserInformation: { Get: true },
  });
  const get = response?.UserInformation?.Get;
  return get?.Accounts?.[0]?.EmailAddresses?.SMTPAddress ?? get?.EmailAddresses?.SMTPAddress ?? [];
}
