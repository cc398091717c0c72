/** Requests that wait, [MS-ASCMD] 2.2.1.13 and 2.2.1.21: what wakes them, what ends them, and what is left of them. */
import {
  type PingRequest,
  type PingResponse,
  PingStatus,
  pingRequest,
  pingResponse,
  syncRequest,
  syncResponse,
} from '@postbus/activesync';
import { sinkCertificate } from '@postbus/testing';
import type { Phone } from '@postbus/testing/phone';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SyncWorld } from './sync-world.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await SyncWorld.open({ settings: { POSTBUS_SYNC_MOST_COLLECTIONS: '3' } });
});
afterAll(() => world.close());

let names = 0;
const newPhone = (): Promise<Phone> => world.provisionedPhone({ deviceId: `waiting${++names}` });
const mail = 'From: Bob <bob@example.com>\r\nTo: ann@example.org\r\nSubject: wakes\r\n\r\nHello\r\n';
const inboxOf = (phone: Phone): string => phone.folderOf(2);
const waiting = (count: number) => expect.poll(() => world.waits.size).toBe(count);

function ping(phone: Phone, request: PingRequest | undefined, signal?: AbortSignal): Promise<PingResponse | undefined> {
  return phone.command('Ping', pingRequest, pingResponse, request, signal);
}
const folders = (...ids: readonly (string | number)[]) => ({
  Folders: ids.map((Id) => ({ Id: String(Id), Class: 'Email' })),
});

/** A phone that knows all that is in the Inbox. */
async function upToDate(): Promise<Phone> {
  const phone = await newPhone();
  await phone.syncAll(inboxOf(phone));
  return phone;
}

function hangingSync(phone: Phone, signal?: AbortSignal) {
  const SyncKey = phone.collection(inboxOf(phone)).syncKey;
  const request = { Collections: [{ SyncKey, CollectionId: inboxOf(phone) }], HeartbeatInterval: 600 };
  return phone.command('Sync', syncRequest, syncResponse, request, signal);
}

describe('Status of Ping, 2.2.3.177.11', () => {
  it('1 where the heartbeat is over', async () => {
    const phone = await upToDate();
    expect(await ping(phone, { HeartbeatInterval: 1, ...folders(inboxOf(phone)) })).toEqual({
      Status: PingStatus.Expired,
    });
  });

  it('2 with the folders that changed, and no other', async () => {
    const [other, phone] = [await world.makeFolder('Quiet'), await upToDate()];
    await phone.syncAll(String(other));
    const answer = ping(phone, { HeartbeatInterval: 600, ...folders(other, inboxOf(phone)) });
    await waiting(1);
    await world.deliver(mail);
    expect(await answer).toEqual({ Status: PingStatus.Changes, Folders: [inboxOf(phone)] });
  });

  it('3 where nothing is kept of what the request leaves out', async () => {
    const phone = await newPhone();
    const missing = { Status: PingStatus.MissingParameters };
    expect(await ping(phone, undefined)).toEqual(missing);
    expect(await ping(phone, { HeartbeatInterval: 60 })).toEqual(missing);
    expect(await ping(phone, folders(inboxOf(phone)))).toEqual(missing);
    expect(await ping(phone, { HeartbeatInterval: 60, Folders: [] })).toEqual(missing);
  });

  it('4 for a request that is malformed', async () => {
    const phone = await newPhone();
    const notANumber = [0x03, 0x01, 0x6a, 0x00, 0x00, 0x0d, 0x45, 0x48, 0x03, 0x78, 0x00, 0x01, 0x01];
    const { body } = await phone.post('Ping', Uint8Array.from(notANumber));
    expect(Buffer.from(body).toString('latin1')).toContain(String(PingStatus.SyntaxError));
  });

  it.each([
    [0, 1],
    [3541, 3540],
  ])('5 for a heartbeat of %i, with the nearest', async (HeartbeatInterval, nearest) => {
    const phone = await newPhone();
    expect(await ping(phone, { HeartbeatInterval, ...folders(inboxOf(phone)) })).toEqual({
      Status: PingStatus.HeartbeatOutOfRange,
      HeartbeatInterval: nearest,
    });
  });

  it('6 for more folders than are watched, with how many are', async () => {
    expect(await ping(await newPhone(), { HeartbeatInterval: 60, ...folders(1, 2, 3, 4) })).toEqual({
      Status: PingStatus.TooManyFolders,
      MaxFolders: 3,
    });
  });

  it('7 where a folder is not there, is deleted meanwhile, or the hierarchy changes', async () => {
    const stale = { Status: PingStatus.FolderSyncRequired };
    const folder = await world.makeFolder('Short-lived');
    const phone = await upToDate();
    expect(await ping(phone, { HeartbeatInterval: 600, ...folders(424_242) })).toEqual(stale);
    expect(await ping(phone, { HeartbeatInterval: 600, ...folders('x') })).toEqual(stale);

    await phone.syncAll(String(folder));
    const deleted = ping(phone, { HeartbeatInterval: 600, ...folders(folder) });
    await waiting(1);
    await world.adapters.mailStore.apply(world.scope, [{ do: 'delete-folder', id: folder }]);
    expect(await deleted).toEqual(stale);

    await phone.folderSync();
    const changed = ping(phone, { HeartbeatInterval: 600, ...folders(inboxOf(phone)) });
    await waiting(1);
    await world.makeFolder('New');
    expect(await changed).toEqual(stale);
  });
});

describe('a Ping that leaves out what it said before, 2.2.1.13', () => {
  it('watches the same folders for the same time, or what it tells anew', async () => {
    const phone = await upToDate();
    const first = ping(phone, { HeartbeatInterval: 600, ...folders(inboxOf(phone)) });
    await waiting(1);
    await world.deliver(mail);
    const changes = { Status: PingStatus.Changes, Folders: [inboxOf(phone)] };
    expect(await first).toEqual(changes);
    expect(await ping(phone, undefined)).toEqual(changes);
    expect(await ping(phone, { HeartbeatInterval: 500 })).toEqual(changes);
    expect(await ping(phone, folders(inboxOf(phone)))).toEqual(changes);
    await phone.syncAll(inboxOf(phone));
    const again = ping(phone, undefined);
    await waiting(1);
    await world.deliver(mail);
    expect(await again).toEqual(changes);
  });
});

describe('a request that waits', () => {
  it('is forgotten when its client goes away', async () => {
    const phone = await upToDate();
    for (const wait of [
      (signal: AbortSignal) => ping(phone, { HeartbeatInterval: 600, ...folders(inboxOf(phone)) }, signal),
      (signal: AbortSignal) => hangingSync(phone, signal),
    ]) {
      const gone = new AbortController();
      const answer = wait(gone.signal);
      await waiting(1);
      gone.abort();
      await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
      await waiting(0);
    }
  });

  it('ends when the device asks again, and those of others stay', async () => {
    const [phone, other] = [await upToDate(), await upToDate()];
    const others = ping(other, { HeartbeatInterval: 600, ...folders(inboxOf(other)) });
    const first = ping(phone, { HeartbeatInterval: 600, ...folders(inboxOf(phone)) });
    await waiting(2);
    const second = ping(phone, { HeartbeatInterval: 500, ...folders(inboxOf(phone)) });
    expect(await first).toEqual({ Status: PingStatus.Expired });
    await waiting(2);
    await world.deliver(mail);
    expect([await second, await others].map((answer) => answer?.Status)).toEqual([2, 2]);
    await waiting(0);
  });

  it('wakes for what another phone did', async () => {
    const [phone, other] = [await upToDate(), await upToDate()];
    const [[serverId] = ['']] = [...phone.collection(inboxOf(phone)).items.entries()];
    const answer = ping(phone, { HeartbeatInterval: 600, ...folders(inboxOf(phone)) });
    await waiting(1);
    await other.markRead(inboxOf(other), serverId, true);
    expect(await answer).toMatchObject({ Status: PingStatus.Changes });
    const { response } = await phone.sync(inboxOf(phone));
    expect(response?.Collections?.[0]?.Commands).toEqual([
      { kind: 'Change', ServerId: serverId, ApplicationData: { Read: true } },
    ]);
  });
});

describe('a service that shuts down', () => {
  it('answers all who wait at once, over HTTP and HTTPS', async () => {
    const ending = await SyncWorld.open({ certificate: sinkCertificate });
    try {
      const phones = await Promise.all(
        [ending.origin, ending.secureOrigin ?? ''].map(async (origin, index) => {
          const phone = ending.phone({ deviceId: `ending${index}`, origin, authority: sinkCertificate.cert });
          await phone.provision();
          await phone.folderSync();
          await phone.syncAll(inboxOf(phone));
          return phone;
        }),
      );
      const pings = phones.map((phone) => ping(phone, { HeartbeatInterval: 600, ...folders(inboxOf(phone)) }));
      const syncs = phones.map((phone) => hangingSync(phone));
      await expect.poll(() => ending.waits.size).toBe(4);
      const down = ending.shutDown();
      expect(await Promise.all(pings)).toEqual([{ Status: PingStatus.Expired }, { Status: PingStatus.Expired }]);
      expect(await Promise.all(syncs)).toEqual([undefined, undefined]);
      await down;
    } finally {
      await ending.close();
    }
  });
});
