/** What the service tells on `node:diagnostics_channel`; `platform` makes metrics, traces and logs of it. */
import { channel } from 'node:diagnostics_channel';

/** {bytes, duration in milliseconds, outcome: `converted` or the code of a ConversionError} */
export const conversionEnded = channel('postbus.conversion.ended');
/** {attempt: id of the event and what of it, code of a ConversionError, reason: code of the fault behind it}: it is tried again, or given up. */
export const attemptFailed = channel('postbus.conversion.attempt-failed');
/** {event, size}: a message was delivered undecoded. */
export const conversionGivenUp = channel('postbus.conversion.given-up');
/** {repeated, receivedAt in epoch milliseconds}: a mailbox has its copy; one `repeated` was there already, and tells no time. */
export const delivered = channel('postbus.conversion.delivered');
/** {event, error}: a mailbox could not take its copy. */
export const deliveryFailed = channel('postbus.conversion.delivery-failed');

/** {outcome: `signed`, `encrypted`, `signed-and-encrypted`, `left` as it was, `refused`; duration in milliseconds}: a message of a sender with a policy leaves, or may not. */
export const smimeProtected = channel('postbus.smime.protected');
/** {event, reason: `no-key`, `no-certificates`, `not-possible`; recipients}: nothing was sent, its sender is told. */
export const smimeRefused = channel('postbus.smime.refused');
/** {outcome of a SmimeReport, decrypted: whether it is kept so, duration in milliseconds}: what was found of a message that came in. */
export const smimeOpened = channel('postbus.smime.opened');
/** {event, size}: looking at the S/MIME of a message crashed or never ended; it is delivered as it came. */
export const smimeGivenUp = channel('postbus.smime.given-up');
/** {fingerprint of the certificate, code}: a private key could not be opened or used, and counts as none. */
export const smimeKeyUnusable = channel('postbus.smime.key-unusable');
/** {kept: whether it could be}, and error: a certificate of a valid signature. */
export const smimeLearned = channel('postbus.smime.learned');
/** {file, error}: what is trusted changed and cannot be read; what was read before goes on to count. */
export const smimeTrustUnreadable = channel('postbus.smime.trust-unreadable');
