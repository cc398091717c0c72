/** A phone or desktop that synchronizes by ActiveSync. [MS-ASPROV], [MS-ASCMD] 2.2.1.18 */
import type { DeviceId } from './identifiers.ts';

export interface Device {
  readonly id: DeviceId;
  /** DeviceType of the request line: `iPhone`. */
  readonly type: string;
  readonly userAgent?: string;
  readonly protocolVersion?: string;
  readonly model?: string;
  readonly friendlyName?: string;
  readonly operatingSystem?: string;
  readonly phoneNumber?: string;
  /** Epoch milliseconds since when it sends text messages that are written elsewhere; absent where it does not. [MS-ASMS] 2.2.2.2.3 */
  readonly outboundSmsSince?: number;
  /** The temporary key of a policy that was given and not acknowledged yet. */
  readonly offeredPolicyKey?: number;
  /** The key of the policy that the device acknowledged. */
  readonly policyKey?: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** `requested` until the device says that it has wiped itself. */
  readonly wipe?: 'requested' | 'done';
}
