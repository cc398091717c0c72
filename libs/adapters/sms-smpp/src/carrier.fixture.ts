/** Sessions and accounts of a test with a simulated carrier, all ended after it. */
import { type Smsc, type SmscOptions, type SmscScript, startSmsc } from '@postbus/testing/smsc';
import { afterEach } from 'vitest';
import {
  type AccountInbound,
  type Inbound,
  type SessionOptions,
  SmppAccount,
  type SmppAccountOptions,
  type SmppOutcome,
  type SmppRequest,
  SmppSession,
  type Timers,
  systemTimers,
} from './index.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

export const password = 'geheim42';
export const credentials = { systemId: 'postbus', password };
export const inbound: Inbound = { deliver: async () => {} };
/** Long enough for a machine that is busy; a test that waits for one has a shorter one. */
export const times = {
  connect: 5000,
  bind: 5000,
  response: 5000,
  enquireLink: 60_000,
  enquireLinkAnswer: 5000,
  close: 300,
};

export async function carrier(script: SmscScript = {}, options: SmscOptions = {}): Promise<Smsc> {
  const smsc = await startSmsc(script, options);
  ends.push(() => smsc.close());
  return smsc;
}

export async function session(
  { host, port }: { readonly host: string; readonly port: number },
  options: Partial<SessionOptions> = {},
  handler: Inbound = inbound,
  timers: Timers = systemTimers,
): Promise<SmppSession> {
  const all = {
    host: { host, port },
    kind: 'transceiver',
    credentials,
    ...options,
    times: { ...times, ...options.times },
  };
  const opened = await SmppSession.open(all as SessionOptions, handler, { timers });
  ends.push(() => opened.close());
  return opened;
}

export function account(
  hosts: readonly { readonly host: string; readonly port: number }[],
  options: Partial<SmppAccountOptions> = {},
  handler: AccountInbound = inbound,
): SmppAccount {
  const made = new SmppAccount(
    {
      credentials,
      rate: 10_000,
      reconnecting: { first: 10, most: 40, stable: 1000 },
      ...options,
      hosts: hosts.map(({ host, port }) => ({ host, port })),
      times: { ...times, ...options.times },
    },
    handler,
  );
  ends.push(() => made.close());
  made.start();
  return made;
}

export function submitSm(destination: string, text = 'Hi'): SmppRequest {
  const body = { source_addr: '1234', destination_addr: destination, short_message: new TextEncoder().encode(text) };
  return { command: 'submit_sm', body };
}

/** In one word what became of it: the status, or the code of the error. */
export const told = (outcome: SmppOutcome): string =>
  outcome.outcome === 'answered' ? outcome.status.name : `${outcome.outcome}: ${outcome.error.code}`;

/** Real time, and how many actions are due. */
export function countedTimers(): Timers & { readonly pending: number } {
  const pending = new Set<() => void>();
  return {
    now: () => systemTimers.now(),
    after: (milliseconds, action) => {
      const cancel = systemTimers.after(milliseconds, () => {
        pending.delete(cancel);
        action();
      });
      pending.add(cancel);
      return () => {
        pending.delete(cancel);
        cancel();
      };
    },
    get pending() {
      return pending.size;
    },
  };
}
