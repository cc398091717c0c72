/** What the service tells on `node:diagnostics_channel`; `platform` makes metrics, traces and logs of it. */
import { channel, tracingChannel } from 'node:diagnostics_channel';

/** A request of a client. */
export interface CommandTrace {
  /** `Sync`, `Ping`, … */
  readonly command: string;
  /** A subscriber puts its own span here at the start. */
  traceparent?: string;
  /** Milliseconds that it has waited for a change. */
  waited: number;
  /** Of the answer, once it is known: an HTTP status. */
  status?: number;
}
export const commandChannel = tracingChannel<string, CommandTrace>('postbus.sync.command');

/** A message reached a device. `traceparent` is that of the message's way, `request` that of the request that took it. */
export interface DeviceDelivery {
  readonly traceparent: string;
  readonly request?: string;
  /** Epoch milliseconds of the message's receipt. */
  readonly receivedAt: number;
}
/** {DeviceDelivery} */
export const deliveredToDevice = channel('postbus.sync.delivered-to-device');
/** {waiting}: a request began to wait or went on; how many wait now. */
export const waiting = channel('postbus.sync.waiting');
/** {woken: `changed`, `timeout`, `superseded` or `aborted`; duration in milliseconds} */
export const waitEnded = channel('postbus.sync.wait-ended');
/** {command, error}: a command ended with an error that is not the client's. */
export const commandFailed = channel('postbus.sync.command-failed');
/** {operation, status, token, duration in milliseconds, bytes}: a request of the mailbox API was answered. */
export const apiAnswered = channel('postbus.sync.api-answered');
/** {operation, error}: a request of the mailbox API met a fault that is not the client's. */
export const apiFailed = channel('postbus.sync.api-failed');
/** {message, error}: the bodies of a message could not be read from what the store has of it; the device gets the rest. */
export const bodyUnreadable = channel('postbus.sync.body-unreadable');
/** {state: of a text message that a phone relays: `offered`, `taken`, `sent` or `failed`}: a phone came a step further. */
export const phoneRelay = channel('postbus.sync.phone-relay');
