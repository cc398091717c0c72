/** What this adapter tells beside the channels of every bus. */
import { type Channel, channel } from 'node:diagnostics_channel';

/** `postbus.bus.client-logged`: kafkajs had something to say. Never a key or a value. */
export interface ClientLogged {
  readonly level: 'error' | 'warn' | 'info' | 'debug';
  /** The part of kafkajs that speaks: `Connection`, `ConsumerGroup`. */
  readonly from: string;
  readonly text: string;
}

export const clientLogged = channel('postbus.bus.client-logged') as Channel<ClientLogged>;
