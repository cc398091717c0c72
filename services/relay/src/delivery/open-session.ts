/** A session with a next hop under its TLS policy, told on `postbus.relay.session-ended` when it is over. */
import { channels } from '../channels.ts';
import type { NextHop } from '../routing/next-hops.ts';
import { SmtpSession } from '../smtp/session.ts';
import { SmtpError } from '../smtp/smtp-error.ts';
import type { SmtpTimeouts } from '../smtp/timeouts.ts';

export interface SessionSettings {
  /** What EHLO says. */
  readonly hostname: string;
  readonly timeouts: SmtpTimeouts;
}

/**
 * Runs `use` in a session; it is closed afterwards, or destroyed where `use` failed.
 * Where TLS is an opportunity only, a handshake that fails is followed by a session without it. RFC 7435 3
 * @throws {SmtpError} by the session; whatever `use` throws
 */
export async function withSession(
  hop: NextHop,
  settings: SessionSettings,
  signal: AbortSignal,
  use: (session: SmtpSession) => Promise<void>,
): Promise<void> {
  const started = performance.now();
  let session: SmtpSession | undefined;
  let error: unknown;
  try {
    session = await openSession(hop, settings, signal);
    await use(session);
    session.close();
  } catch (fault) {
    session?.destroy();
    error = fault;
    throw fault;
  } finally {
    if (channels.sessionEnded.hasSubscribers) {
      const code = error instanceof SmtpError ? error.code : undefined;
      const duration = performance.now() - started;
      channels.sessionEnded.publish({ host: hop.host, tls: session?.secured ?? false, duration, code, error });
    }
  }
}

async function openSession(
  hop: NextHop,
  { hostname, timeouts }: SessionSettings,
  signal: AbortSignal,
): Promise<SmtpSession> {
  const { tls, ca, credentials } = hop;
  const options = { helo: hostname, tls, ca, credentials, timeouts, signal };
  try {
    return await SmtpSession.open(hop, options);
  } catch (error) {
    if (tls !== 'opportunistic' || !isTlsFault(error)) throw error;
    return SmtpSession.open(hop, { ...options, tls: 'none' });
  }
}

function isTlsFault(error: unknown): boolean {
  return (
    error instanceof SmtpError && (error.code === 'tls-failed' || (error.code === 'timeout' && error.step === 'TLS'))
  );
}
