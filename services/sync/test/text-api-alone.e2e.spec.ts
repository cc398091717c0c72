/** The API of text messages where sms-dispatch is another process, which this one knows by its own settings alone. */
import type { TextMessage } from '@postbus/domain';
import { channelGuid } from '@postbus/text-messages';
import { afterEach, describe, expect, it } from 'vitest';
import { SyncWorld } from './sync-world.ts';

const bert = '+14255550123';
const token = 'secret-of-the-program';
let world: SyncWorld;
afterEach(() => world.close());

const open = async (settings: Readonly<Record<string, string>> = {}): Promise<void> => {
  world = await SyncWorld.open({
    settings: {
      POSTBUS_SYNC_API_TOKENS: `program:${token}:*`,
      POSTBUS_SYNC_API_TEXT_TOKENS: 'program',
      ...settings,
    },
  });
};
const ask = (path: string, method = 'GET', body?: unknown): Promise<Response> =>
  fetch(`${world.origin}/api/v1/mailboxes/ann@example.org/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const sendBy = (by: string): Promise<Response> => ask('text-messages', 'POST', { to: [bert], text: 'x', by });

async function unknownMessage(): Promise<string> {
  const sent = (await (await sendBy('carrier')).json()) as { id: string; message: number };
  const now = Date.now();
  const message: TextMessage = {
    id: crypto.randomUUID(),
    submission: sent.id,
    tenant: 'default',
    mailbox: world.account.mailbox,
    item: sent.message,
    kind: 'sms',
    source: 'api',
    recipients: [{ number: bert }],
    channels: [],
    channel: 'carrier',
    state: 'unknown',
    submittedAt: now,
    dueAt: now,
    expiresAt: now + 60_000,
    changedAt: now,
  };
  await world.adapters.textMessages.add([{ message, events: [] }]);
  return sent.id;
}

describe('channels of another process', () => {
  it('are not told, and any name is taken for one, where the settings do not name them', async () => {
    await open();
    expect(await (await ask('text-senders')).json()).toEqual({ senders: [] });
    expect((await sendBy('carrier')).status).toBe(202);
  });

  it('are told, and others refused, where the settings name them', async () => {
    await open({ POSTBUS_SYNC_API_TEXT_CHANNELS: 'carrier' });
    const carrier = { guid: channelGuid('carrier'), kind: 'channel', name: 'carrier', sends: true };
    expect(await (await ask('text-senders')).json()).toEqual({ senders: [carrier] });
    expect((await sendBy('carrier')).status).toBe(202);
    expect((await sendBy('phone')).status).toBe(202);
    expect((await sendBy('pigeon')).status).toBe(422);
  });

  it('do not get again what they may have, unless the settings let them', async () => {
    await open();
    const refused = await ask(`text-messages/${await unknownMessage()}/resend`, 'POST');
    expect([refused.status, await refused.json()]).toMatchObject([403, { error: { code: 'may-not-send' } }]);
    await world.close();
    await open({ POSTBUS_SYNC_API_TEXT_RESEND: 'true' });
    expect((await ask(`text-messages/${await unknownMessage()}/resend`, 'POST')).status).toBe(200);
  });
});
