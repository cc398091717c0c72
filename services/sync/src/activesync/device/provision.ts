/** Provision: the policy in two steps, and the order to wipe. [MS-ASPROV] 3.1.5.1, 3.1.5.2 */
import { randomInt } from 'node:crypto';
import {
  CommonStatus,
  type EasProvisionDoc,
  PolicyAcknowledgement,
  PolicyStatus,
  type ProvisionRequest,
  type ProvisionResponse,
  ProvisionStatus,
  WipeAcknowledgement,
  wbxmlPolicyType,
} from '@postbus/activesync';
import type { Device } from '@postbus/domain';
import type { Clock } from '@postbus/ports';
import type { CommandContext } from '../command-context.ts';
import { type DeviceDetailsSet, keepDetails } from './device-details.ts';
import type { KnownDevices } from './known-device.ts';

/** What the policy restricts; nothing where it is empty. */
export type DevicePolicy = EasProvisionDoc;

type RequestedPolicy = NonNullable<ProvisionRequest['Policies']>['Policy'];

const largestKey = 2 ** 31;

export class ProvisionCommand {
  constructor(
    private readonly devices: KnownDevices,
    private readonly policy: DevicePolicy,
    private readonly clock: Clock,
  ) {}

  async execute(request: ProvisionRequest, device: Device, context: CommandContext): Promise<ProvisionResponse> {
    const details = request.DeviceInformation?.Set;
    const told =
      details === undefined ? {} : { DeviceInformation: { Status: await this.#keepDetails(details, context) } };
    if (request.RemoteWipe !== undefined)
      return { ...told, ...(await this.#wiped(request.RemoteWipe.Status, context)) };
    if (device.wipe === 'requested') return { ...told, Status: ProvisionStatus.Success, RemoteWipe: true };
    const wanted = request.Policies?.Policy;
    const half = (wanted?.PolicyKey === undefined) !== (wanted?.Status === undefined);
    if (wanted === undefined || half) return { Status: ProvisionStatus.ProtocolError };
    const lacksDetails = wanted.PolicyKey === undefined && details === undefined && device.model === undefined;
    if (lacksDetails && context.version !== '14.0') return { Status: CommonStatus.DeviceInformationRequired };
    return { ...told, Status: ProvisionStatus.Success, Policies: { Policy: await this.#answer(wanted, context) } };
  }

  #answer(
    wanted: RequestedPolicy,
    context: CommandContext,
  ):
    | Promise<NonNullable<ProvisionResponse['Policies']>['Policy']>
    | NonNullable<ProvisionResponse['Policies']>['Policy'] {
    if (wanted.PolicyType !== wbxmlPolicyType) {
      return { PolicyType: wanted.PolicyType, Status: PolicyStatus.UnknownPolicyType };
    }
    return wanted.PolicyKey === undefined ? this.#offer(context) : this.#acknowledge(wanted, context);
  }

  /** Gives the policy under a temporary key. */
  async #offer({ scope, device }: CommandContext) {
    const offered = randomInt(1, largestKey);
    await this.devices.update(scope, device, (known) => ({ ...known, offeredPolicyKey: offered }));
    return {
      PolicyType: wbxmlPolicyType,
      Status: PolicyStatus.Success,
      PolicyKey: String(offered),
      Data: { EASProvisionDoc: this.policy },
    };
  }

  /** Turns the temporary key into the one that the device sends with each command from now on. */
  async #acknowledge(wanted: RequestedPolicy, { scope, device }: CommandContext) {
    const refused = wanted.Status === PolicyAcknowledgement.NotApplied;
    const key = randomInt(1, largestKey);
    let accepted = false;
    await this.devices.update(scope, device, (known) => {
      accepted = !refused && String(known.offeredPolicyKey) === wanted.PolicyKey;
      if (!accepted) return known;
      const { offeredPolicyKey: _, ...kept } = known;
      return { ...kept, policyKey: key };
    });
    if (!accepted) return { PolicyType: wbxmlPolicyType, Status: PolicyStatus.WrongPolicyKey };
    return { PolicyType: wbxmlPolicyType, Status: PolicyStatus.Success, PolicyKey: String(key) };
  }

  async #wiped(status: number, { scope, device }: CommandContext): Promise<ProvisionResponse> {
    if (status === WipeAcknowledgement.Wiped) {
      await this.devices.update(scope, device, ({ policyKey: _, ...known }) => ({ ...known, wipe: 'done' }));
    }
    return { Status: ProvisionStatus.Success };
  }

  #keepDetails(details: DeviceDetailsSet, { scope, device }: CommandContext): Promise<number> {
    return keepDetails(this.devices, scope, device, details, this.clock.now());
  }
}
