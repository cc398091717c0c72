/** Sessions with fake next hops for one test each, closed after it. */
import { afterEach } from 'vitest';
import type { SmtpSink } from '@postbus/testing';
import type { ContentFacts, EnvelopeRecipient } from '../src/smtp/envelope.ts';
import { type SessionOptions, SmtpSession } from '../src/smtp/session.ts';
import { defaultSmtpTimeouts } from '../src/smtp/timeouts.ts';

export const facts: ContentFacts = { size: 20, eightBit: false, eightBitHeader: false };
const sessions: SmtpSession[] = [];

afterEach(() => {
  for (const session of sessions.splice(0)) session.destroy();
});

export async function open(
  sink: SmtpSink,
  options: Partial<SessionOptions> = {},
  host = 'localhost',
): Promise<SmtpSession> {
  const settings = {
    helo: 'relay.example',
    tls: 'opportunistic' as const,
    timeouts: defaultSmtpTimeouts,
    signal: new AbortController().signal,
  };
  const session = await SmtpSession.open({ host, address: sink.host, port: sink.port }, { ...settings, ...options });
  sessions.push(session);
  return session;
}

const chunks = async function* (...parts: readonly string[]) {
  for (const part of parts) yield Buffer.from(part, 'latin1');
};
export const recipients = (...addresses: string[]): EnvelopeRecipient[] => addresses.map((address) => ({ address }));
export const send = (session: SmtpSession, to: EnvelopeRecipient[], ...content: string[]) =>
  session.send({ sender: { address: 'a@example.org' }, recipients: to, facts, content: () => chunks(...content) });
