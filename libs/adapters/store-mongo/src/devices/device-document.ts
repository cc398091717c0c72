/** Devices of a mailbox and what each is known to hold, under versions. */
import type { Device } from '@postbus/domain';
import { type Connection, type Model, Schema } from 'mongoose';
import { asItIs, number, plainDocuments, text } from '../as-it-is.ts';
import { type OfMailbox, keyOf, ofMailbox } from '../of-mailbox.ts';

/** `_id`: `<mailbox>/<device>`. */
export interface DeviceDocument extends OfMailbox {
  readonly version: number;
  readonly device: Device;
}

/** `_id`: `<mailbox>/<device>/<name>`. */
export interface DeviceStateDocument extends OfMailbox {
  readonly version: number;
  /** JSON: text can hold what BSON strings cannot. */
  readonly state: string;
}

/** Collections whose documents a mailbox takes along when it is deleted. */
export const deviceCollections = ['devices', 'device_states'] as const;

export interface DeviceDocuments {
  readonly devices: Model<DeviceDocument>;
  readonly states: Model<DeviceStateDocument>;
}

export function deviceDocuments(connection: Connection): DeviceDocuments {
  const device = new Schema<DeviceDocument>({ ...ofMailbox, version: number, device: asItIs }, plainDocuments);
  const state = new Schema<DeviceStateDocument>({ ...ofMailbox, version: number, state: text }, plainDocuments);
  return {
    devices: connection.model<DeviceDocument>('Device', device, 'devices'),
    states: connection.model<DeviceStateDocument>('DeviceState', state, 'device_states'),
  };
}

/** A device's id comes from the device: no slash of it may look like the end of the id. */
export function deviceKey(mailbox: string, device: string): OfMailbox {
  return keyOf(mailbox, device.replaceAll(/[%/]/g, encodeURIComponent));
}

export function stateKey(mailbox: string, device: string, name: string): OfMailbox {
  return { _id: `${deviceKey(mailbox, device)._id}/${name}`, mailbox };
}

/** Finds the states whose names begin with `prefix`: keys are in the order of code points. */
export function statesFrom(mailbox: string, device: string, prefix: string) {
  const { _id } = stateKey(mailbox, device, prefix);
  return { _id: { $gte: _id, $lt: afterAll(_id) }, mailbox };
}

/** The first text, by code points, after all that begin with `prefix`. */
export function afterAll(prefix: string): string {
  const points = Array.from(prefix, (point) => point.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10_ff_ff) points.pop();
  const last = points.pop() ?? 0;
  // What is between is for pairs of UTF-16, and no text.
  return String.fromCodePoint(...points, last === 0xd7_ff ? 0xe0_00 : last + 1);
}
