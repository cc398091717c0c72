/** Devices of a mailbox and what each is known to hold. Writes compare a version, so that of two racing ones one fails. */
import type { Device, DeviceId, JsonValue, MailboxScope } from '@postbus/domain';

export interface Versioned<Value> {
  readonly value: Value;
  /** 1 for the first write. */
  readonly version: number;
}

export interface DeviceStore {
  devices(scope: MailboxScope): Promise<Device[]>;
  device(scope: MailboxScope, id: DeviceId): Promise<Versioned<Device> | undefined>;
  /** `ifVersion` 0 means that there must be none yet. @throws {PortError} `conflict` */
  putDevice(scope: MailboxScope, device: Device, ifVersion: number): Promise<void>;
  /** With all its states. */
  removeDevice(scope: MailboxScope, id: DeviceId): Promise<void>;
  /** A state of the device under a name: `folders`, `collection/5/Email`. */
  state(scope: MailboxScope, id: DeviceId, name: string): Promise<Versioned<JsonValue> | undefined>;
  /** @throws {PortError} `conflict` */
  putState(scope: MailboxScope, id: DeviceId, name: string, state: JsonValue, ifVersion: number): Promise<void>;
  /** Removes the states whose names begin with `prefix`. */
  removeStates(scope: MailboxScope, id: DeviceId, prefix: string): Promise<void>;
}
