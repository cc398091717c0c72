/** The devices of a mailbox: made known by their first request, and kept up to date. */
import { DomainError, type Device, type MailboxScope } from '@postbus/domain';
import { type Clock, type DeviceStore, PortError, type Versioned } from '@postbus/ports';

/** What a request tells of its device. */
export interface DeviceClaim {
  readonly id: string;
  readonly type: string;
  readonly userAgent?: string;
  readonly protocolVersion: string;
}

export interface DeviceLimits {
  /** Devices of one mailbox: stops a client that invents a new id each time. */
  readonly devices: number;
}

/** `lastSeen` is written at most this often. */
const seenEvery = 3_600_000;

export class KnownDevices {
  constructor(
    private readonly devices: DeviceStore,
    private readonly clock: Clock,
    private readonly limits: DeviceLimits = { devices: 100 },
  ) {}

  /** @returns undefined where the mailbox has as many devices as allowed */
  async recognize(scope: MailboxScope, claim: DeviceClaim): Promise<Versioned<Device> | undefined> {
    const known = await this.devices.device(scope, claim.id);
    const now = this.clock.now();
    if (known === undefined && (await this.devices.devices(scope)).length >= this.limits.devices) return undefined;
    const { id, type, userAgent, protocolVersion } = claim;
    const told = { id, type, protocolVersion, ...(userAgent !== undefined && { userAgent }) };
    const before = known?.value;
    const stale =
      before === undefined ||
      before.protocolVersion !== protocolVersion ||
      before.userAgent !== userAgent ||
      now - before.lastSeen > seenEvery;
    if (!stale) return known;
    const device: Device = { firstSeen: now, ...before, ...told, lastSeen: now };
    return this.#put(scope, device, known?.version ?? 0);
  }

  /** Changes what is kept of a device. @throws {DomainError} `changed-meanwhile` after a few races */
  async update(scope: MailboxScope, id: string, change: (device: Device) => Device): Promise<Device> {
    for (let tries = 0; tries < 3; tries++) {
      const known = await this.devices.device(scope, id);
      if (known === undefined) break;
      const device = change(known.value);
      try {
        await this.devices.putDevice(scope, device, known.version);
        return device;
      } catch (error) {
        if (!(error instanceof PortError) || error.code !== 'conflict') throw error;
      }
    }
    throw new DomainError('changed-meanwhile', id, 'the device changed meanwhile');
  }

  async #put(scope: MailboxScope, device: Device, version: number): Promise<Versioned<Device>> {
    try {
      await this.devices.putDevice(scope, device, version);
      return { value: device, version: version + 1 };
    } catch (error) {
      if (!(error instanceof PortError) || error.code !== 'conflict') throw error;
      return (await this.devices.device(scope, device.id)) ?? { value: device, version };
    }
  }
}
