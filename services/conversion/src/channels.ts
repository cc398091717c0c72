/** What the service tells on `node:diagnostics_channel`; `platform` makes metrics, traces and logs of it. */
import { channel, tracingChannel } from 'node:diagnostics_channel';

/** The way of one event through the service: a span in the message's trace. */
export interface HandlingContext {
  readonly event: string;
  /** Of the event; a subscriber puts its own span in place of it at the start. */
  traceparent?: string;
}
export const deliverChannel = tracingChannel<string, HandlingContext>('postbus.conversion.deliver');
export const routeChannel = tracingChannel<string, HandlingContext>('postbus.conversion.route');

/** {bytes, duration in milliseconds, outcome: `converted` or the code of a ConversionError} */
export const conversionEnded = channel('postbus.conversion.ended');
/** {event, size}: a message was delivered undecoded. */
export const conversionGivenUp = channel('postbus.conversion.given-up');
/** {event, error}: a mailbox could not take its copy. */
export const deliveryFailed = channel('postbus.conversion.delivery-failed');
