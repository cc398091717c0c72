/**
 * Use cases and examples of [MS-OXPROTO] 2.5 and 3, step by step, with ActiveSync. Where the document takes RPC for an
 * example (3.1 to 3.3), the same outcome is reached by what ActiveSync has for it, as 3 allows.
 */
import {
  BodyType,
  FolderType,
  type Message,
  type CommandName,
  PingStatus,
  PolicyStatus,
  ProvisionStatus,
  SyncStatus,
  decodeMessage,
  encodeMessage,
  encodePlainQuery,
  folderSyncRequest,
  folderSyncResponse,
  itemOperationsRequest,
  itemOperationsResponse,
  pingRequest,
  pingResponse,
  provisionRequest,
  provisionResponse,
  wbxmlPolicyType,
} from '@postbus/activesync';
import { type MailSubmitted, fromRecord, mailSubmitted } from '@postbus/contracts';
import { PidTagAttachDataBinary, PidTagAttachLongFilename, PidTagSubject } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { toMessageObject } from '@postbus/oxcmail';
import { PortError } from '@postbus/ports';
import { sinkCertificate } from '@postbus/testing';
import { type Phone, PhoneConnection } from '@postbus/testing/phone';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LogIn } from '../src/activesync/http/log-in.ts';
import { SyncWorld } from './sync-world.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await SyncWorld.open({ certificate: sinkCertificate });
});
afterAll(() => world.close());

const version = '14.1';
const authorization = `Basic ${Buffer.from('ann@example.org:secret').toString('base64')}`;

const mail = (subject: string, body = 'Hello'): string =>
  `From: Bob <bob@example.com>\r\nTo: ann@example.org\r\nSubject: ${subject}\r\nDate: Fri, 2 Jan 2026 03:04:00 +0000\r\n\r\n${body}\r\n`;

async function provisioned(deviceId: string, windowSize?: number): Promise<Phone> {
  const phone = world.phone({ deviceId, ...(windowSize !== undefined && { windowSize }) });
  await phone.provision();
  await phone.folderSync();
  return phone;
}

/** Sends commands one by one, each with the policy key that the test says, in the header X-MS-PolicyKey. */
function device(deviceId: string, closers: PhoneConnection[]) {
  const connection = new PhoneConnection({ origin: world.origin });
  closers.push(connection);
  return async <Request, Response>(
    command: CommandName,
    request: Message<Request>,
    response: Message<Response>,
    value: NoInfer<Request>,
    policyKey: string,
  ): Promise<{ status: number; answer: Response }> => {
    const query = encodePlainQuery({
      command,
      deviceId,
      deviceType: 'TestPhone',
      user: 'ann@example.org',
      parameters: { saveInSent: false, acceptMultiPart: false },
    });
    const headers = { authorization, 'ms-asprotocolversion': version, 'x-ms-policykey': policyKey };
    const { status, body } = await connection.send(
      'POST',
      `?${query}`,
      headers,
      encodeMessage(request, value, version),
    );
    return { status, answer: decodeMessage(response, body, { version }) };
  };
}

describe('provisioning a mobile client device, [MS-OXPROTO] 2.5.14', () => {
  const connections: PhoneConnection[] = [];
  afterAll(() => connections.forEach((connection) => connection.close()));

  it('goes from a command that is refused, over a temporary key, to one that is answered', async () => {
    const send = device('provisioning', connections);
    const folderSync = (policyKey: string) =>
      send('FolderSync', folderSyncRequest, folderSyncResponse, { SyncKey: '0' }, policyKey);

    const refused = await folderSync('0');
    expect(refused, 'steps 1 and 2').toMatchObject({ status: 200, answer: { Status: 142 } });
    expect(refused.answer.Changes).toBeUndefined();

    const asked = {
      DeviceInformation: { Set: { Model: 'Test phone' } },
      Policies: { Policy: { PolicyType: wbxmlPolicyType } },
    };
    const offer = (await send('Provision', provisionRequest, provisionResponse, asked, '0')).answer;
    const offered = offer.Policies?.Policy;
    expect(offer.Status, 'steps 3 and 4').toBe(ProvisionStatus.Success);
    expect(offered).toMatchObject({ Status: PolicyStatus.Success, PolicyType: wbxmlPolicyType });
    expect(offered?.Data?.EASProvisionDoc).toBeDefined();
    const temporary = offered?.PolicyKey ?? '';
    expect(temporary).toMatch(/^[1-9]\d*$/);
    expect((await folderSync(temporary)).answer.Status, 'the temporary key opens nothing').toBe(142);

    const acknowledged = { Policies: { Policy: { PolicyType: wbxmlPolicyType, PolicyKey: temporary, Status: 1 } } };
    const final = (await send('Provision', provisionRequest, provisionResponse, acknowledged, temporary)).answer;
    expect(final, 'steps 5 and 6').toMatchObject({ Status: 1, Policies: { Policy: { Status: 1 } } });
    const key = final.Policies?.Policy.PolicyKey ?? '';
    expect(key).not.toBe(temporary);

    expect((await folderSync(temporary)).answer.Status, 'the temporary key has served').toBe(144);
    const answered = (await folderSync(key)).answer;
    expect(answered.Status, 'steps 7 and 8').toBe(1);
    expect(answered.Changes?.Add?.map(({ DisplayName }) => DisplayName)).toContain('Inbox');
  });
});

describe('provisioning and synchronizing for the first time, [MS-OXPROTO] 3.5', () => {
  it('brings the folders with provisioning, and the contents folder by folder', async () => {
    const { mailStore } = world.adapters;
    const inboxId = (await mailStore.folders(world.scope)).find(({ role }) => role === 'inbox')?.id ?? 0;
    const below = async (parent: number, displayName: string, subject: string): Promise<string> => {
      const created = await mailStore.apply(world.scope, [{ do: 'create-folder', parent, displayName }]);
      const folder = created.results[0]?.folder ?? 0;
      const id = await world.deliver(mail(subject));
      await mailStore.apply(world.scope, [{ do: 'move-message', id, to: folder }]);
      return String(folder);
    };
    const inbox = String(inboxId);
    const projects = await below(inboxId, 'Projects', 'to Projects');
    const bridge = await below(Number(projects), 'Bridge', 'to Bridge');
    await world.deliver(mail('stays'));

    const phone = await provisioned('first-time');
    expect(
      [...phone.folders.keys()].every((id) => phone.collection(id).items.size === 0),
      'step 1',
    ).toBe(true);
    const walked: string[] = [];
    const walk = async (parent: string): Promise<void> => {
      for (const { ServerId, ParentId, DisplayName } of phone.folders.values()) {
        if (ParentId !== parent) continue;
        walked.push(DisplayName);
        await phone.syncAll(ServerId);
        await walk(ServerId);
      }
    };
    await walk('0');

    expect(walked, 'step 2').toEqual(expect.arrayContaining(['Inbox', 'Projects', 'Bridge', 'Sent Items', 'Drafts']));
    expect(walked).toHaveLength(phone.folders.size);
    const subjects = (id: string) => [...phone.collection(id).items.entries()].map(([, item]) => item.Subject);
    expect(subjects(inbox)).toContain('stays');
    expect(subjects(projects)).toEqual(['to Projects']);
    expect(subjects(bridge)).toEqual(['to Bridge']);
    for (const { id, messages } of await mailStore.folders(world.scope)) {
      if (phone.folders.has(String(id))) expect(phone.collection(String(id)).items.size).toBe(messages);
    }
    for (const id of phone.folders.keys()) expect(phone.collection(id).items.complaints).toEqual([]);
  });
});

describe('displaying the most recent message in the Inbox, [MS-OXPROTO] 3.1', () => {
  it('finds the Inbox, its newest message first, and opens that for its body', async () => {
    for (const subject of ['oldest', 'older', 'newest']) await world.deliver(mail(subject, `Text of ${subject}`));
    const phone = await provisioned('display', 1);
    const inbox = phone.folderOf(FolderType.Inbox);
    const { response, more } = await phone.sync(inbox);
    expect(more, 'one row of several').toBe(true);
    const [row] = response?.Collections?.[0]?.Commands ?? [];
    expect(row, 'steps 3 and 4').toMatchObject({ kind: 'Add', ApplicationData: { Subject: 'newest', Read: false } });

    const opened = await phone.command('ItemOperations', itemOperationsRequest, itemOperationsResponse, [
      {
        kind: 'Fetch',
        Store: 'Mailbox',
        CollectionId: inbox,
        ServerId: row?.ServerId ?? '',
        Options: { BodyPreference: [{ Type: BodyType.PlainText }] },
      },
    ]);
    expect(opened, 'steps 5 and 6').toMatchObject({
      Status: 1,
      Response: [
        {
          kind: 'Fetch',
          Status: 1,
          Properties: {
            Subject: 'newest',
            From: expect.stringContaining('bob@example.com'),
            DateReceived: expect.any(Date),
            Body: { Type: BodyType.PlainText, Data: expect.stringContaining('Text of newest') },
          },
        },
      ],
    });
  });
});

describe('composing and sending a message with an attachment, [MS-OXPROTO] 3.2', () => {
  it('submits it for its recipients with the attachment whole, once', async () => {
    const events: MailSubmitted[] = [];
    const submission = Promise.withResolvers<void>();
    const subscription = await world.adapters.bus.subscribeBroadcast(mailSubmitted.name, async (record) => {
      events.push(fromRecord(mailSubmitted, record).data);
      submission.resolve();
    });
    const content = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 256));
    const composed = await createTransport({ streamTransport: true, buffer: true }).sendMail({
      from: 'Ann <ann@example.org>',
      to: 'Bob <bob@example.com>',
      subject: 'The plan',
      text: 'Here it is.',
      attachments: [{ filename: 'Plan für März.bin', content }],
    });
    const phone = await provisioned('composing');
    await phone.sendMail(composed.message as Buffer, 'one-click');
    await submission.promise;
    await subscription.close();

    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ saveToSentItems: true, recipients: [{ address: 'bob@example.com' }] });
    const sent = parseMime(await world.adapters.blobs.read(events[0]!.raw));
    const { properties, attachments } = toMessageObject(sent, { deliveredAt: Date.now() });
    expect(properties.get(PidTagSubject)).toBe('The plan');
    expect(attachments.map((attachment) => attachment.properties.get(PidTagAttachLongFilename))).toEqual([
      'Plan für März.bin',
    ]);
    expect(attachments[0]?.properties.get(PidTagAttachDataBinary)).toEqual(new Uint8Array(content));
    const again = phone.sendMail(composed.message as Buffer, 'one-click');
    await expect(again, 'the same ClientId').rejects.toMatchObject({ code: 'command-status', status: 118 });
  });
});

describe('registering for and receiving notifications, [MS-OXPROTO] 2.5.13, 3.3', () => {
  const ping = (phone: Phone, id: string, HeartbeatInterval: number) =>
    phone.command('Ping', pingRequest, pingResponse, { HeartbeatInterval, Folders: [{ Id: id, Class: 'Email' }] });

  it('has Status 1 where nothing came, and Status 2 with the folder where a message did', async () => {
    const phone = await provisioned('notified');
    const inbox = phone.folderOf(FolderType.Inbox);
    await phone.syncAll(inbox);
    expect(await ping(phone, inbox, 1)).toEqual({ Status: PingStatus.Expired });

    const waiting = ping(phone, inbox, 60);
    await world.deliver(mail('you have mail'));
    expect(await waiting).toEqual({ Status: PingStatus.Changes, Folders: [inbox] });
    const { response } = await phone.sync(inbox);
    expect(response?.Collections?.[0]?.Commands).toMatchObject([
      { kind: 'Add', ApplicationData: { Subject: 'you have mail' } },
    ]);
  });
});

describe('deleting messages, [MS-OXPROTO] 2.5.11', () => {
  it('takes a list of them in one Sync, and has a Status for each that could not be', async () => {
    const phone = await provisioned('deleting');
    const inbox = phone.folderOf(FolderType.Inbox);
    const ids = [await world.deliver(mail('one')), await world.deliver(mail('two'))];
    await phone.syncAll(inbox);
    const { response } = await phone.sync(inbox, {
      commands: [...ids, 9_999_999].map((id) => ({ kind: 'Delete', ServerId: `${inbox}:${id}` })),
    });
    expect(response?.Collections?.[0]).toMatchObject({
      Status: SyncStatus.Success,
      Responses: [{ kind: 'Delete', ServerId: `${inbox}:9999999`, Status: SyncStatus.ObjectNotFound }],
    });
    for (const id of ids) expect(await world.adapters.mailStore.message(world.scope, id)).toBeUndefined();
  });
});

describe('the directory service is away, [MS-OXPROTO] 2.7.11', () => {
  it('sends the phone away for a while, and never says that its password is wrong', async () => {
    const { directory } = world.adapters;
    const away = vi.spyOn(directory, 'resolve').mockRejectedValue(new PortError('unavailable', 'Directory', 'is away'));
    try {
      const answer = await fetch(`${world.origin}/Microsoft-Server-ActiveSync`, {
        method: 'OPTIONS',
        headers: { authorization },
      });
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('30');
    } finally {
      away.mockRestore();
    }
  });
});

describe('who may send a password, [MS-OXPROTO] 2.9', () => {
  const asked = vi.fn<(name: string, password: string, from: string) => Promise<undefined>>(async () => undefined);
  const logIn = new LogIn({ verify: asked });

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('%s, without TLS', async (address) => {
    expect(await logIn.execute(authorization, { address, secure: false })).toBe(401);
    expect(asked).toHaveBeenLastCalledWith('ann@example.org', 'secret', address);
  });

  it.each(['192.0.2.1', '2001:db8::1', '::ffff:192.0.2.1', '128.0.0.1'])(
    '%s not without TLS, and its password is not looked at',
    async (address) => {
      asked.mockClear();
      expect(await logIn.execute(authorization, { address, secure: false })).toBe(403);
      expect(asked).not.toHaveBeenCalled();
      expect(await logIn.execute(authorization, { address, secure: true })).toBe(401);
      expect(asked).toHaveBeenCalledOnce();
    },
  );

  it('a phone, over HTTPS', async () => {
    const phone = world.phone({
      deviceId: 'secure',
      origin: world.secureOrigin ?? '',
      authority: sinkCertificate.cert,
    });
    await phone.provision();
    await phone.folderSync();
    expect(phone.folders.has(phone.folderOf(FolderType.Inbox))).toBe(true);
  });
});
