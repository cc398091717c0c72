import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openFileBlobStore } from '@postbus/blob-fs';
import { openEmbeddedBus } from '@postbus/bus-embedded';
import { mailOutbound, toRecord } from '@postbus/contracts';
import { type SmtpSink, startSmtpSink } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { simpleMail } from '../test/relay-world.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
let folder: string;
let sink: SmtpSink;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postbus-relay-main-'));
  sink = await startSmtpSink();
});
afterEach(async () => {
  await sink.close();
  await rm(folder, { recursive: true, force: true });
});

/** An event waits on the bus of the folder. */
async function submit(): Promise<void> {
  const bus = openEmbeddedBus({ folder });
  const blobs = await openFileBlobStore(join(folder, 'blobs'));
  const raw = await blobs.put(Buffer.from(simpleMail));
  const event = {
    id: crypto.randomUUID(),
    tenant: 'default',
    raw,
    reversePath: { address: 'alice@here.example', smtpUtf8: false, body: '7BIT' as const },
    submitter: 'm1',
    domain: 'there.example',
    recipients: [{ address: 'bob@there.example' }],
    submittedAt: new Date().toISOString(),
  };
  await bus.publish([toRecord(mailOutbound, event, { id: event.id, source: '/test' }, new Date())]);
  await bus.close();
  await blobs.close();
}

function start(environment: Record<string, string> = {}) {
  const variables = {
    POSTBUS_DATA: folder,
    POSTBUS_OPERATIONS_LISTEN: 'off',
    POSTBUS_LOG_LEVEL: 'error',
    POSTBUS_RELAY_SMART_HOST_HOST: sink.host,
    POSTBUS_RELAY_SMART_HOST_PORT: String(sink.port),
    POSTBUS_RELAY_SMART_HOST_TLS: 'none',
  };
  const process_ = spawn(process.execPath, [main], {
    env: { ...process.env, ...variables, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  process_.stderr.on('data', (part: Buffer) => (said += part.toString()));
  return {
    process: process_,
    exited: once(process_, 'exit') as Promise<[code: number | null, signal: string | null]>,
    said: () => said,
  };
}

describe.skipIf(!existsSync(main))('the relay as a process of its own', () => {
  it('sends what waits on the bus of its folder, and ends when asked to', async () => {
    await submit();
    const relay = start();
    const ended = Promise.race([sink.received(1), relay.exited]);
    await ended;
    expect(relay.said()).toBe('');
    expect(sink.messages.map(({ content }) => content.toString())).toEqual([simpleMail]);
    relay.process.kill('SIGTERM');
    expect(await relay.exited).toEqual([0, null]);
  });

  it('killed before it could submit, it submits when started again', async () => {
    await submit();
    sink.play({ greeting: { hang: true } });
    const killed = start({ POSTBUS_RELAY_LEASE: '1s' });
    await Promise.race([sink.connected(1), killed.exited]);
    killed.process.kill('SIGKILL');
    await killed.exited;
    expect(sink.messages).toEqual([]);
    sink.play({});
    const again = start({ POSTBUS_RELAY_LEASE: '1s', POSTBUS_RELAY_POLL: '100ms' });
    await Promise.race([sink.received(1), again.exited]);
    again.process.kill('SIGTERM');
    await again.exited;
    expect(sink.messages).toHaveLength(1);
  });

  it('says which setting is wrong, and does not start', async () => {
    const relay = start({ POSTBUS_RELAY_TLS: 'maybe' });
    expect((await relay.exited)[0]).not.toBe(0);
    expect(relay.said()).toContain(
      'relay.tls (POSTBUS_RELAY_TLS): expected none or opportunistic or require or verify, not "maybe"',
    );
  });
});
