/** What the service tells on `node:diagnostics_channel`; `platform` makes metrics, traces and logs of it. */
import { channel } from 'node:diagnostics_channel';

/** {bytes, duration in milliseconds, outcome: `converted` or the code of a ConversionError} */
export const conversionEnded = channel('postbus.conversion.ended');
/** {event, size}: a message was delivered undecoded. */
export const conversionGivenUp = channel('postbus.conversion.given-up');
/** {event, error}: a mailbox could not take its copy. */
export const deliveryFailed = channel('postbus.conversion.delivery-failed');
