import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Adapters, openEmbeddedAdapters } from '@postbus/composition';
import type { MailboxScope, TextMessage } from '@postbus/domain';
import { smsObject } from '@postbus/oxosmms';
import { type Smsc, startSmsc } from '@postbus/testing/smsc';
import { SubmitTextMessage } from '@postbus/text-messages';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anna, hour } from '../test/dispatch-world.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const submission = crypto.randomUUID();
let folder: string;
let carrier: Smsc;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postbus-sms-dispatch-main-'));
  carrier = await startSmsc();
});
afterEach(async () => {
  await carrier.close();
  await rm(folder, { recursive: true, force: true });
});

async function inFolder<Result>(act: (adapters: Adapters) => Promise<Result>): Promise<Result> {
  const adapters = await openEmbeddedAdapters({ folder });
  try {
    return await act(adapters);
  } finally {
    await adapters.close();
  }
}

async function scopeIn({ directory }: Adapters): Promise<MailboxScope> {
  const { tenant, mailbox, id } = (await directory.resolve('owner@here.example'))!;
  return { tenant, mailbox, principal: { kind: 'account', account: id } };
}

/** Text messages wait in the Outbox of the folder, in the order of their submission. */
function submit(...waiting: readonly { readonly id: string; readonly scheduledFor?: number }[]): Promise<void> {
  return inFolder(async (adapters) => {
    const { directory, mailStore, clock } = adapters;
    await directory.add({ tenant: 'default', address: 'owner@here.example' });
    const scope = await scopeIn(adapters);
    await mailStore.createMailbox(scope);
    for (const { id, ...schedule } of waiting) {
      const object = smsObject({ origin: 'submitted', text: 'Hello', recipients: [{ number: anna }], ...schedule });
      const what = { id, scope, source: 'api', kind: 'sms', object, eventSource: '/test' } as const;
      await new SubmitTextMessage(mailStore, clock).execute(what);
    }
  });
}

/** What became of it, and how many messages lie in Sent Items. */
function outcome(): Promise<{ readonly message: TextMessage | undefined; readonly sent: number }> {
  return inFolder(async (adapters) => {
    const scope = await scopeIn(adapters);
    const folders = await adapters.mailStore.folders(scope);
    const [found] = await adapters.textMessages.ofSubmission(submission);
    return { message: found?.value, sent: folders.find(({ role }) => role === 'sent')!.messages };
  });
}

function start(environment: Record<string, string> = {}) {
  const channel = { name: 'carrier', kind: 'smpp', hosts: [`${carrier.host}:${carrier.port}`], systemId: 'postbus' };
  const variables = {
    POSTBUS_DATA: folder,
    POSTBUS_OPERATIONS_LISTEN: 'off',
    POSTBUS_LOG_LEVEL: 'error',
    POSTBUS_SMS_DISPATCH_CHANNELS: JSON.stringify([{ ...channel, senders: ['+31600000000'] }]),
    POSTBUS_SMS_DISPATCH_RULES: '[{"channels":["carrier"]}]',
    POSTBUS_SMS_DISPATCH_POLL: '100ms',
  };
  const started = spawn(process.execPath, [main], {
    env: { ...process.env, ...variables, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  started.stderr.on('data', (part: Buffer) => (said += part.toString()));
  return {
    process: started,
    exited: once(started, 'exit') as Promise<[code: number | null, signal: string | null]>,
    said: () => said,
  };
}

describe.skipIf(!existsSync(main))('sms-dispatch as a process of its own', { timeout: 60_000 }, () => {
  it('sends what waits in the folder, and ends when asked to', async () => {
    await submit({ id: submission });
    const dispatch = start();
    await Promise.race([carrier.until(() => carrier.submitted.length === 1), dispatch.exited]);
    expect(dispatch.said()).toBe('');
    dispatch.process.kill('SIGTERM');
    expect(await dispatch.exited).toEqual([0, null]);
    expect(carrier.submitted.map(({ body }) => body.destination_addr)).toEqual([anna.slice(1)]);
    expect((await outcome()).message).toMatchObject({
      channel: 'carrier',
      state: expect.stringMatching(/^(sent|delivered)$/) as string,
    });
  });

  it('killed after it submitted, it repeats nothing and brings the item to Sent Items after the next start', async () => {
    await submit({ id: submission });
    const environment = { POSTBUS_SMS_DISPATCH_LEASE: '1s' };
    const killed = start(environment);
    await Promise.race([carrier.until(() => carrier.submitted.length === 1), killed.exited]);
    killed.process.kill('SIGKILL');
    await killed.exited;
    let settled = await outcome();
    while (settled.sent === 0) {
      const before = carrier.sessions.length;
      const next = start(environment);
      await Promise.race([carrier.until(() => carrier.sessions.length > before), next.exited]);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      next.process.kill('SIGTERM');
      await next.exited;
      settled = await outcome();
    }
    expect(settled.message?.state).toMatch(/^(?:sent|delivered|unknown)$/);
    expect(carrier.submitted).toHaveLength(1);
  });

  it('keeps for its time what is scheduled', async () => {
    await submit({ id: submission, scheduledFor: Date.now() + hour }, { id: crypto.randomUUID() });
    const dispatch = start();
    await Promise.race([carrier.until(() => carrier.submitted.length === 1), dispatch.exited]);
    dispatch.process.kill('SIGTERM');
    expect(await dispatch.exited).toEqual([0, null]);
    expect(carrier.submitted).toHaveLength(1);
    expect((await outcome()).message).toMatchObject({ state: 'scheduled' });
  });

  it('says which channel is wrong, and does not start', async () => {
    const dispatch = start({ POSTBUS_SMS_DISPATCH_CHANNELS: '[{"name":"carrier","kind":"pigeon"}]' });
    expect((await dispatch.exited)[0]).not.toBe(0);
    expect(dispatch.said()).toContain(
      'smsDispatch.channels[0].kind (among the channels): expected smpp or mm7 or mail',
    );
  });
});
