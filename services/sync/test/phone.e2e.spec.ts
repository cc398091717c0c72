/** A phone against the service over real sockets. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FolderType } from '@postbus/activesync';
import { SyncWorld } from './sync-world.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await SyncWorld.open();
});
afterAll(() => world.close());

const mail = (subject: string, body = 'Hello'): string =>
  `From: Bob <bob@example.com>\r\nTo: ann@example.org\r\nSubject: ${subject}\r\nDate: Fri, 2 Jan 2026 03:04:00 +0000\r\n\r\n${body}\r\n`;

describe('a phone', () => {
  it('learns versions and commands, [MS-ASHTTP] 2.2.4', async () => {
    const { versions, commands } = await world.phone().versions();
    expect(versions).toEqual(['14.0', '14.1', '16.0', '16.1']);
    expect(commands).toContain('Sync');
  });

  it.each([
    ['14.0', 'plain'],
    ['14.1', 'base64'],
    ['16.0', 'base64'],
    ['16.1', 'base64'],
  ] as const)(
    'of version %s with %s queries provisions, finds its folders and synchronizes',
    async (version, query) => {
      const phone = world.phone({ version, query, deviceId: `phone${version.replace('.', '')}` });
      await expect(phone.folderSync()).rejects.toMatchObject({ status: 142 });
      await phone.provision();
      await phone.folderSync();
      const inbox = phone.folderOf(FolderType.Inbox);
      await world.deliver(mail(`for ${version}`));
      await phone.syncAll(inbox);
      const items = [...phone.collection(inbox).items.entries()].map(([, item]) => item.Subject);
      expect(items).toContain(`for ${version}`);
      expect(phone.collection(inbox).items.complaints).toEqual([]);
    },
  );

  it('is woken by what arrives, fetches it, marks it read and deletes it', async () => {
    const phone = world.phone({ deviceId: 'waiting' });
    await phone.provision();
    await phone.folderSync();
    const inbox = phone.folderOf(FolderType.Inbox);
    await phone.syncAll(inbox);
    const woken = phone.ping([inbox], 60);
    const source = mail('wake up', 'Good morning');
    const id = await world.deliver(source);
    expect(await woken).toEqual([inbox]);
    await phone.syncAll(inbox);
    const serverId = `${inbox}:${id}`;
    const item = phone.collection(inbox).items.get(serverId);
    expect(item).toMatchObject({ Subject: 'wake up', Read: false, From: expect.stringContaining('bob@example.com') });
    expect(item?.Body?.Data).toContain('Good morning');
    expect(Buffer.from(await phone.fetchMime(inbox, serverId)).toString()).toBe(source);
    await phone.markRead(inbox, serverId, true);
    expect((await world.adapters.mailStore.message(world.scope, id))?.read).toBe(true);
    await phone.delete(inbox, serverId);
    expect(await world.adapters.mailStore.message(world.scope, id)).toBeUndefined();
    expect((await phone.sync(inbox)).changed).toBe(false);
    expect(phone.collection(inbox).items.complaints).toEqual([]);
  });

  it('waits in Sync itself, and moves what came', async () => {
    const phone = world.phone({ deviceId: 'hanging' });
    await phone.provision();
    await phone.folderSync();
    const inbox = phone.folderOf(FolderType.Inbox);
    const drafts = phone.folderOf(FolderType.Drafts);
    await phone.syncAll(inbox);
    const hanging = phone.sync(inbox, { heartbeat: 60 });
    const id = await world.deliver(mail('to move'));
    expect((await hanging).changed).toBe(true);
    const moved = await phone.move(`${inbox}:${id}`, inbox, drafts);
    expect(moved).toMatch(new RegExp(`^${drafts}:\\d+$`));
    expect(await world.adapters.mailStore.message(world.scope, id)).toBeUndefined();
  });

  it('learns the addresses of its user', async () => {
    const phone = world.phone({ deviceId: 'settings' });
    await phone.provision();
    expect(await phone.addresses()).toEqual(['ann@example.org']);
  });

  it('is refused with a wrong password, without a device id, or in another version', async () => {
    await expect(world.phone({ password: 'wrong' }).provision()).rejects.toMatchObject({ status: 401 });
    const authorization = `Basic ${Buffer.from('ann@example.org:secret').toString('base64')}`;
    const post = (query: string, headers: Record<string, string> = {}) =>
      fetch(`${world.origin}/Microsoft-Server-ActiveSync?${query}`, {
        method: 'POST',
        headers: { authorization, ...headers },
      });
    expect((await post('Cmd=Sync&User=ann')).status).toBe(400);
    expect((await post('Cmd=Sync&User=ann&DeviceId=a1&DeviceType=x', { 'ms-asprotocolversion': '2.5' })).status).toBe(
      400,
    );
    expect((await fetch(`${world.origin}/Microsoft-Server-ActiveSync`)).status).toBe(401);
    expect((await fetch(`${world.origin}/Microsoft-Server-ActiveSync`, { headers: { authorization } })).status).toBe(
      405,
    );
  });

  it('is refused before its body has come', async () => {
    const headers = { authorization: 'Basic eDp5', 'content-length': '60000000' };
    const sent = request(`${world.origin}/Microsoft-Server-ActiveSync?Cmd=Sync`, { method: 'POST', headers });
    sent.on('error', () => {});
    sent.write(new Uint8Array(1000));
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(401);
    sent.destroy();
  });

  it('is told what is wrong with a request by a Status', async () => {
    const phone = world.phone({ deviceId: 'wrong' });
    await phone.provision();
    const answer = await phone.post('FolderSync', Buffer.from('not WBXML'));
    expect(answer.status).toBe(200);
    expect(Buffer.from(answer.body).toString('latin1')).toContain('102');
  });
});
