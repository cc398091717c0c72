/** What the service tells on `node:diagnostics_channel`; `platform` makes metrics, traces and logs of it. */
import { channel } from 'node:diagnostics_channel';

/** {bytes, duration in milliseconds, outcome: `converted` or the code of a ConversionError} */
export const conversionEnded = channel('postbus.conversion.ended');
/** {event, size}: a message was delivered undecoded. */
export const conversionGivenUp = channel('postbus.conversion.given-up');
/** {repeated, receivedAt in epoch milliseconds}: a mailbox has its copy; one `repeated` was there already, and tells no time. */
export const delivered = channel('postbus.conversion.delivered');
/** {event, error}: a mailbox could not take its copy. */
export const deliveryFailed = channel('postbus.conversion.delivery-failed');
