/** The API of text messages as a program uses it, by HTTP over a real mailbox and store. */
import { readFileSync } from 'node:fs';
import { type SmsSubmitted, fromRecord, smsSubmitted } from '@postbus/contracts';
import type { Device, TextMessage, TextMessageState } from '@postbus/domain';
import { PidTagAttachDataBinary, isExternal } from '@postbus/mapi';
import { readMms, readSms } from '@postbus/oxosmms';
import { channelGuid, deviceGuid } from '@postbus/text-messages';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textApiDocument } from '../src/text-api/text-api-document.ts';
import { SyncWorld } from './sync-world.ts';

const secrets = { ann: 'secret-of-the-program', reader: 'secret-of-the-dashboard', other: 'secret-of-somewhere-else' };
const bert = '+14255550123';
const carl = '+14255550124';
let world: SyncWorld;
const submitted: SmsSubmitted[] = [];

beforeAll(async () => {
  world = await SyncWorld.open({
    settings: {
      POSTBUS_SYNC_API_TOKENS: [
        `program:${secrets.ann}:ann@example.org`,
        `dashboard:${secrets.reader}:example.org`,
        `other:${secrets.other}:example.net`,
      ].join(','),
      POSTBUS_SYNC_API_TEXT_TOKENS: 'program,other',
      POSTBUS_SYNC_API_LARGEST_TEXT: '200kB',
    },
    textApi: { region: 'US', channels: ['carrier', 'gateway'], alsoOfCarriers: true },
  });
  world.adapters.mailStore.outbox.onCommitted((entries) => {
    for (const { record } of entries)
      if (record.topic === smsSubmitted.name) submitted.push(fromRecord(smsSubmitted, record).data);
  });
});
afterAll(() => world?.close());

interface Asked {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly body?: unknown;
}

const place = 'mailboxes/ann@example.org/text-messages';

function ask(path: string, { token = secrets.ann, headers, method = 'GET', body }: Asked = {}): Promise<Response> {
  return fetch(`${world.origin}/api/v1/${path}`, {
    method,
    headers: {
      ...(token !== '' && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

const post = (body: unknown, asked: Asked = {}): Promise<Response> => ask(place, { method: 'POST', body, ...asked });
const errorOf = async (response: Response) => {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  return `${response.status} ${error.code}`;
};
interface Sent {
  readonly id: string;
  readonly message: number;
}
const send = async (body: unknown, asked: Asked = {}): Promise<Sent> => {
  const response = await post(body, asked);
  expect(response.status).toBe(202);
  return (await response.json()) as Sent;
};
const objectOf = async (message: number) => {
  const stored = await world.adapters.mailStore.message(world.scope, message);
  const outbox = (await world.adapters.mailStore.folders(world.scope)).find(({ role }) => role === 'outbox');
  expect(stored?.folder).toBe(outbox?.id);
  return stored!.object;
};

/** What sms-dispatch makes of a submission: a text message for each recipient. */
async function plan({ id, message }: Sent, state: TextMessageState, traits: Partial<TextMessage> = {}): Promise<void> {
  const now = Date.now();
  const made: TextMessage = {
    id: crypto.randomUUID(),
    submission: id,
    tenant: 'default',
    mailbox: world.account.mailbox,
    item: message,
    kind: 'sms',
    source: 'api',
    recipients: [{ number: bert }],
    channels: [],
    channel: 'carrier',
    state,
    submittedAt: now,
    dueAt: now,
    expiresAt: now + 3_600_000,
    changedAt: now,
    ...traits,
  };
  await world.adapters.textMessages.add([{ message: made, events: [] }]);
}

describe('sending a text message', () => {
  it('puts an SMS object into the Outbox and tells of it in one step', async () => {
    const response = await post({ to: [{ number: '(425) 555-0123', name: 'Bert' }, carl], text: 'Is it you?' });
    expect(response.status).toBe(202);
    const sent = (await response.json()) as Sent;
    expect(response.headers.get('location')).toBe(`/api/v1/mailboxes/ann%40example.org/text-messages/${sent.id}`);
    const sms = readSms(await objectOf(sent.message));
    expect(sms).toMatchObject({
      text: 'Is it you?',
      recipients: [{ number: bert, name: 'Bert' }, { number: carl }],
      accountGuid: undefined,
      scheduledFor: undefined,
    });
    const event = submitted.find(({ id }) => id === sent.id);
    expect(event).toMatchObject({ mailbox: world.account.mailbox, kind: 'sms', source: 'api' });
    expect(JSON.stringify(event)).not.toContain('Is it you');
  });

  it('takes sender, schedule, validity and what is to send it', async () => {
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const written = { to: [bert], text: 'Later', from: '425 555 0100', at, validFor: '90m', by: 'carrier' };
    const sent = await send(written);
    const sms = readSms(await objectOf(sent.message));
    expect(sms).toMatchObject({ scheduledFor: Date.parse(at), accountGuid: channelGuid('carrier') });
    expect(submitted.find(({ id }) => id === sent.id)).toMatchObject({
      sender: '+14255550100',
      expiresAt: new Date(Date.parse(at) + 5_400_000).toISOString(),
    });
  });

  it('names a device by its id or by the GUID that senders tell', async () => {
    const guid = deviceGuid(world.account.mailbox, 'phone1');
    await world.adapters.deviceStore.putDevice(world.scope, deviceNamed('phone1'), 0);
    for (const by of ['phone1', guid, guid.slice(1, -1).toLowerCase()]) {
      const { message } = await send({ to: [bert], text: 'By phone', by });
      expect(readSms(await objectOf(message)).accountGuid).toBe(guid);
    }
    await world.adapters.deviceStore.removeDevice(world.scope, 'phone1');
  });

  it('makes an MMS of attachments, the large ones beside the message', async () => {
    const picture = Buffer.from(Array.from({ length: 30_000 }, (_, index) => index % 251));
    const attachments = [
      { name: 'sun.jpg', mediaType: 'image/jpeg', content: picture.toString('base64') },
      { mediaType: 'audio/amr', content: Buffer.from('#!AMR').toString('base64') },
      { name: 'bert.vcf', mediaType: 'text/vcard', content: Buffer.from('BEGIN:VCARD').toString('base64') },
    ];
    const sent = await send({ to: [bert], text: 'Look', subject: 'The sun', attachments });
    const object = await objectOf(sent.message);
    const { slides, others, subject } = readMms(object);
    expect(subject).toBe('The sun');
    expect(slides).toMatchObject([{ text: 'Look', image: { name: 'sun.jpg' } }, { sound: { mediaType: 'audio/amr' } }]);
    expect(others).toMatchObject([{ name: 'bert.vcf' }]);
    const kept = object.attachments.map(({ properties }) => properties.get(PidTagAttachDataBinary)).find(isExternal);
    expect(kept).toMatchObject({ in: 'blob', size: 30_000 });
    const { sha256 } = kept as { readonly sha256: string };
    expect(Buffer.from(await world.adapters.blobs.read({ sha256 })).equals(picture)).toBe(true);
    expect(submitted.find(({ id }) => id === sent.id)?.kind).toBe('mms');
  });

  it.each([
    [{ to: ['12'], text: 'x' }, '422 not-a-number'],
    [{ to: [bert, 'nobody'], text: 'x' }, '422 not-a-number'],
    [{ to: [bert], text: 'x', by: 'no channel' }, '422 no-such-sender'],
    [{ to: [bert], text: 'x', by: crypto.randomUUID() }, '422 no-such-sender'],
    [{ to: [], text: 'x' }, '400 bad-request'],
    [{ to: [bert] }, '400 bad-request'],
    [{ to: [bert], text: 'x', at: 'tomorrow' }, '400 bad-request'],
    [{ to: [bert], text: 'x', at: '9999-12-31T23:59:59Z', validFor: '30d' }, '400 bad-request'],
    [{ to: [bert], text: 'x', validFor: '100d' }, '400 bad-request'],
    [{ to: [bert], text: 'x', secret: 'y' }, '400 bad-request'],
    [{ to: [bert], text: '\ud800' }, '400 bad-request'],
    ['{', '400 bad-request'],
    [{ to: [bert], text: 'x', attachments: [{ mediaType: 'image/png', content: 'no base64' }] }, '400 bad-request'],
    [
      { to: [bert], text: 'x', attachments: [{ mediaType: 'image/png', content: 'A'.repeat(400_000) }] },
      '413 too-large',
    ],
  ])('refuses %.60j by code', async (body, code) => {
    const before = submitted.length;
    expect(await errorOf(await post(body))).toBe(code);
    expect(submitted.length).toBe(before);
  });

  it('refuses what is no JSON', async () => {
    expect(await errorOf(await post('to=1', { headers: { 'content-type': 'text/plain' } }))).toBe('415 not-json');
  });
});

describe('who may send', () => {
  it('is a token that sync.api.textTokens names, others look', async () => {
    const sent = await send({ to: [bert], text: 'x' });
    const token = secrets.reader;
    expect(await errorOf(await post({ to: [bert], text: 'x' }, { token }))).toBe('403 may-not-send');
    expect(await errorOf(await ask(`${place}/${sent.id}`, { token, method: 'DELETE' }))).toBe('403 may-not-send');
    expect((await ask(`${place}/${sent.id}`, { token })).status).toBe(200);
  });

  it('is a token that opens the mailbox', async () => {
    expect(await errorOf(await post({ to: [bert], text: 'x' }, { token: secrets.other }))).toBe('404 no-such-mailbox');
    expect(await errorOf(await post({ to: [bert], text: 'x' }, { token: '' }))).toBe('401 not-authorized');
  });
});

describe('Idempotency-Key', () => {
  const body = { to: [bert], text: 'Once' };

  it('has the same request sent once, and gives the same answer', async () => {
    const headers = { 'idempotency-key': '"8e03978e-40d5-43dd-bc93-6894a57f9324"' };
    const first = await post(body, { headers });
    const again = await post(`${JSON.stringify(body)} `, { headers });
    expect(again.status).toBe(202);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    const { id, message } = (await again.json()) as Sent;
    expect(await first.json()).toEqual({ id, message });
    expect(submitted.filter((one) => one.id === id)).toHaveLength(1);
  });

  it('is refused with another body, each time, and goes on with its own', async () => {
    const headers = { 'idempotency-key': 'other-body' };
    const sent = await send(body, { headers });
    const other = { ...body, text: 'Another' };
    expect(await errorOf(await post(other, { headers }))).toBe('422 key-reused');
    expect(await errorOf(await post(other, { headers }))).toBe('422 key-reused');
    expect(await send(body, { headers })).toEqual(sent);
  });

  it('sends once what comes at the same time', async () => {
    const headers = { 'idempotency-key': 'at-once' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(body, { headers })));
    const statuses = answers.map(({ status }) => status).toSorted((one, other) => one - other);
    expect(statuses[0]).toBe(202);
    expect(statuses.every((status) => status === 202 || status === 409)).toBe(true);
    const refused = answers.find(({ status }) => status === 409);
    if (refused !== undefined) expect(await errorOf(refused)).toBe('409 key-in-use');
    const { id } = await send(body, { headers });
    expect(submitted.filter((one) => one.id === id)).toHaveLength(1);
  });

  it('is refused where it is none', async () => {
    expect(await errorOf(await post(body, { headers: { 'idempotency-key': 'two words' } }))).toBe('400 bad-request');
  });
});

describe('what became of it', () => {
  it('is told before and after it was planned, by recipient and without the text', async () => {
    const sent = await send({ to: [bert, carl], text: 'Do not tell' });
    const early = await ask(`${place}/${sent.id}`);
    expect(await early.json()).toMatchObject({
      id: sent.id,
      kind: 'sms',
      state: 'queued',
      ended: false,
      message: sent.message,
      recipients: [{ number: bert, state: 'queued' }, { number: carl }],
    });
    const parts = [{ state: 'delivered', messageId: 'a1' }, { state: 'submitted' }] as const;
    const carrier = { sender: '4242', userMessageReference: 1, parts };
    await plan(sent, 'sent', { carrier });
    const fault = { code: 'opted-out', text: 'the recipient wants none' };
    await plan(sent, 'failed', { recipients: [{ number: carl }], fault });
    const response = await ask(`${place}/${sent.id}`);
    const text = await response.text();
    expect(text).not.toContain('Do not tell');
    const told = JSON.parse(text) as { state: string; ended: boolean; recipients: { number: string }[] };
    expect(told).toMatchObject({ state: 'failed', ended: true });
    expect(told.recipients.find(({ number }) => number === bert)).toMatchObject({
      state: 'sent',
      channel: 'carrier',
      parts: { total: 2, submitted: 2, delivered: 1 },
    });
    expect(told.recipients.find(({ number }) => number === carl)).toMatchObject({
      state: 'failed',
      code: 'opted-out',
      reason: 'the recipient wants none',
    });
  });

  it('is told by the id of one text message of it too, and of nobody else’s', async () => {
    const sent = await send({ to: [bert], text: 'x' });
    const id = crypto.randomUUID();
    await plan(sent, 'sent', { id });
    expect(await (await ask(`${place}/${id}`)).json()).toMatchObject({ id: sent.id, state: 'sent' });
    const other = { id: crypto.randomUUID(), message: 1 };
    await plan(other, 'sent', { mailbox: 'another' });
    for (const unknown of [other.id, crypto.randomUUID(), 'none'])
      expect(await errorOf(await ask(`${place}/${unknown}`))).toBe('404 no-such-text-message');
  });

  it('is listed newest first, in pages and by state', async () => {
    const sent = await send({ to: [bert], text: 'x' });
    for (const [index, state] of (['unknown', 'expired', 'unknown'] as const).entries())
      await plan(sent, state, { submittedAt: Date.now() + 1_000_000 + index });
    interface List {
      readonly textMessages: readonly { readonly id: string; readonly state: string }[];
      readonly next?: string;
    }
    const list = async (query: string) => (await (await ask(`${place}?${query}`)).json()) as List;
    const first = await list('limit=2');
    expect(first.textMessages.map(({ id, state }) => [id, state])).toEqual([
      [sent.id, 'unknown'],
      [sent.id, 'expired'],
    ]);
    const second = await list(`limit=2&after=${first.next}`);
    expect(second.textMessages[0]).toMatchObject({ id: sent.id, state: 'unknown' });
    const expired = await list('state=expired,cancelled');
    expect(expired.textMessages.map(({ state }) => state)).toEqual(['expired']);
    expect(expired.next).toBeUndefined();
    expect(await errorOf(await ask(`${place}?state=lost`))).toBe('400 bad-request');
  });
});

describe('taking it back', () => {
  it('cancels what waits, tells of it, and does no more the second time', async () => {
    const sent = await send({ to: [bert, carl], text: 'x' });
    await plan(sent, 'scheduled');
    await plan(sent, 'queued', { recipients: [{ number: carl }] });
    for (let times = 1; times <= 2; times++) {
      const response = await ask(`${place}/${sent.id}`, { method: 'DELETE' });
      expect(await response.json()).toMatchObject({ state: 'cancelled', ended: true });
    }
    const versions = (await world.adapters.textMessages.ofSubmission(sent.id)).map(({ version }) => version);
    expect(versions).toEqual([2, 2]);
  });

  it('leaves what has left', async () => {
    const sent = await send({ to: [bert, carl], text: 'x' });
    await plan(sent, 'sent');
    expect(await errorOf(await ask(`${place}/${sent.id}`, { method: 'DELETE' }))).toBe('409 not-waiting');
    await plan(sent, 'queued', { recipients: [{ number: carl }] });
    const told = (await (await ask(`${place}/${sent.id}`, { method: 'DELETE' })).json()) as {
      recipients: { state: string }[];
    };
    expect(told.recipients.map(({ state }) => state).toSorted()).toEqual(['cancelled', 'sent']);
  });

  it('removes what nobody planned yet', async () => {
    const sent = await send({ to: [bert], text: 'x' });
    const response = await ask(`${place}/${sent.id}`, { method: 'DELETE' });
    expect(await response.json()).toMatchObject({ state: 'cancelled', recipients: [] });
    expect(await world.adapters.mailStore.message(world.scope, sent.message)).toBeUndefined();
  });
});

describe('changing it', () => {
  const patch = (id: string, body: unknown) => ask(`${place}/${id}`, { method: 'PATCH', body });

  it('changes text and time of what waits, and has it planned anew', async () => {
    const sent = await send({ to: [{ number: bert, name: 'Bert' }], text: 'Old', by: 'carrier' });
    const dueAt = Date.now() + 600_000;
    await plan(sent, 'scheduled', { dueAt, expiresAt: dueAt + 3_600_000, sender: '4242' });
    const at = new Date(Date.now() + 1_200_000).toISOString();
    const events = submitted.length;
    expect((await patch(sent.id, { text: 'New', at })).status).toBe(200);
    const sms = readSms(await objectOf(sent.message));
    expect(sms).toMatchObject({
      text: 'New',
      subject: 'New',
      scheduledFor: Date.parse(at),
      recipients: [{ number: bert, name: 'Bert' }],
      accountGuid: channelGuid('carrier'),
    });
    expect(submitted.slice(events)).toMatchObject([
      { id: sent.id, sender: '4242', expiresAt: new Date(Date.parse(at) + 3_600_000).toISOString() },
    ]);
  });

  it('holds it back meanwhile, so that not the old text leaves', async () => {
    const sent = await send({ to: [bert], text: 'Old' });
    await plan(sent, 'queued');
    const before = Date.now();
    await patch(sent.id, { text: 'New' });
    const after = Date.now();
    const [{ value, version }] = (await world.adapters.textMessages.ofSubmission(sent.id)) as [
      { value: TextMessage; version: number },
    ];
    expect(version).toBe(2);
    expect(value.state).toBe('scheduled');
    expect(value.dueAt).toBeGreaterThan(before + 10_000);
    expect(value.dueAt).toBeLessThan(after + 20_000);
  });

  it('lets it leave now', async () => {
    const sent = await send({ to: [bert], text: 'x', at: new Date(Date.now() + 3_600_000).toISOString() });
    await plan(sent, 'scheduled', { dueAt: Date.now() + 3_600_000 });
    const before = Date.now();
    expect((await patch(sent.id, { at: 'now', validFor: '10m' })).status).toBe(200);
    const after = Date.now();
    expect(readSms(await objectOf(sent.message)).scheduledFor).toBeLessThanOrEqual(Date.now());
    const { expiresAt = '' } = submitted.at(-1)!;
    expect(Date.parse(expiresAt)).toBeGreaterThanOrEqual(before + 600_000);
    expect(Date.parse(expiresAt)).toBeLessThanOrEqual(after + 600_000);
  });

  it('changes the text of an MMS, and leaves its picture', async () => {
    const attachments = [{ name: 'a.png', mediaType: 'image/png', content: 'AAAA' }];
    const sent = await send({ to: [bert], text: 'Old', subject: 'Re: sun', attachments });
    await plan(sent, 'queued', { kind: 'mms' });
    await patch(sent.id, { text: 'New' });
    const { slides, subject } = readMms(await objectOf(sent.message));
    expect(subject).toBe('Re: sun');
    expect(slides).toMatchObject([{ text: 'New', image: { name: 'a.png', mediaType: 'image/png' } }]);
  });

  it('is refused where any of it left, or nobody looked at it yet', async () => {
    const sent = await send({ to: [bert, carl], text: 'Old' });
    expect(await errorOf(await patch(sent.id, { text: 'New' }))).toBe('503 not-planned');
    await plan(sent, 'queued');
    await plan(sent, 'dispatched', { recipients: [{ number: carl }] });
    expect(await errorOf(await patch(sent.id, { text: 'New' }))).toBe('409 not-waiting');
    expect(readSms(await objectOf(sent.message)).text).toBe('Old');
    expect(await errorOf(await patch(sent.id, {}))).toBe('400 bad-request');
  });
});

describe('sending it again', () => {
  const resend = (id: string, asked: Asked = {}) => ask(`${place}/${id}/resend`, { method: 'POST', ...asked });

  it('lets wait again what may have left, for the recipient whose message it is', async () => {
    const sent = await send({ to: [bert], text: 'x' });
    await plan(sent, 'unknown');
    const response = await resend(sent.id);
    const told = (await response.json()) as { state: string; message: number };
    expect(told).toMatchObject({ id: sent.id, state: 'scheduled', ended: false });
    expect(readSms(await objectOf(told.message)).text).toBe('x');
  });

  it('is refused where it is known what became of it, and to those who only look', async () => {
    const sent = await send({ to: [bert], text: 'x' });
    await plan(sent, 'failed');
    expect(await errorOf(await resend(sent.id))).toBe('409 not-unknown');
    expect(await errorOf(await resend(sent.id, { token: secrets.reader }))).toBe('403 may-not-send');
  });
});

function deviceNamed(id: string, traits: Partial<Device> = {}): Device {
  const now = Date.now();
  return { id, type: 'Phone', firstSeen: now, lastSeen: now, ...traits };
}

describe('the senders of a mailbox, [MS-ASMS] 3.2.5.3', () => {
  const guid = (id: string): string => deviceGuid(world.account.mailbox, id);
  const senders = async () => (await (await ask('mailboxes/ann@example.org/text-senders')).json()) as object;

  it('are devices with a number or that send, and the channels, each with its GUID', async () => {
    const { deviceStore, directory } = world.adapters;
    await deviceStore.putDevice(world.scope, deviceNamed('desk'), 0);
    await deviceStore.putDevice(world.scope, deviceNamed('old', { phoneNumber: bert, outboundSmsSince: 1000 }), 0);
    await deviceStore.putDevice(
      world.scope,
      deviceNamed('new', { phoneNumber: carl, outboundSmsSince: 2000, friendlyName: 'Work phone' }),
      0,
    );
    await deviceStore.putDevice(world.scope, deviceNamed('silent', { phoneNumber: '+14255550125' }), 0);
    const since = (time: number): string => new Date(time).toISOString();
    const channel = (name: string) => ({ guid: channelGuid(name), kind: 'channel', name, sends: true });
    const devices = [
      { guid: guid('new'), name: 'new', displayName: 'Work phone', number: carl, sends: true, since: since(2000) },
      { guid: guid('old'), name: 'old', number: bert, sends: false, since: since(1000) },
      { guid: guid('silent'), name: 'silent', number: '+14255550125', sends: false },
    ].map((device) => ({ kind: 'device', ...device }));
    expect(await senders()).toEqual({ senders: [...devices, channel('carrier'), channel('gateway')] });
    await directory.change(world.account.id, { textChannels: ['gateway'] });
    expect(await senders()).toEqual({ senders: [channel('gateway')] });
    await directory.change(world.account.id, { textChannels: null });
  });
});

describe('the OpenAPI document', () => {
  const document = JSON.parse(JSON.stringify(textApiDocument())) as { paths: Record<string, object> };

  it('is the one of docs/text-api.json', () => {
    const kept = readFileSync(new URL('../../../docs/text-api.json', import.meta.url), 'utf8');
    expect(JSON.parse(kept)).toEqual(document);
  });

  it('is valid, and there without a token', async () => {
    const response = await ask('text-messages/openapi.json', { token: '' });
    const given = (await response.json()) as Record<string, unknown>;
    expect(await new Validator().validate(given)).toEqual({ valid: true });
    expect(given).toEqual(document);
  });

  it('names every path that answers', async () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const method of Object.keys(methods)) {
        const sent = await send({ to: [bert], text: 'x' });
        await plan(sent, path.endsWith('/resend') ? 'unknown' : 'queued');
        const bodies: Readonly<Record<string, unknown>> = { patch: { text: 'y' }, post: { to: [bert], text: 'x' } };
        const url = path.replace('/api/v1/', '').replace('{mailbox}', 'ann@example.org').replace('{id}', sent.id);
        const response = await ask(url, { method: method.toUpperCase(), body: bodies[method] });
        expect([method, path, response.ok]).toEqual([method, path, true]);
      }
    }
  });
});
