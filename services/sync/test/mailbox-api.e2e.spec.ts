/** The mailbox API as a pipeline uses it, by HTTP over a real mailbox. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readMessageFile } from '@postbus/message-file';
import {
  AttachMethod,
  PidTagAttachDataBinary,
  PidTagAttachMethod,
  PidTagBody,
  PidTagDisplayName,
  PidTagMessageClass,
  PidTagSubject,
  PropertyBag,
} from '@postbus/mapi';
import { writeTnef } from '@postbus/oxtnef';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '../src/mailbox-api/openapi.ts';
import { SyncWorld } from './sync-world.ts';

const mime = [
  'From: Zoë <zoe@example.net>',
  'To: ann@example.org',
  'Subject: =?utf-8?Q?Caf=C3=A9?=',
  'Message-ID: <one@example.net>',
  'Date: Sat, 21 Nov 2026 10:00:00 +0000',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Until noon.',
  '--b',
  'Content-Type: application/octet-stream',
  'Content-Disposition: attachment; filename="menu’s.bin"',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from(Array.from({ length: 9000 }, (_, index) => index % 251)).toString('base64'),
  '--b',
  'Content-Type: message/rfc822',
  '',
  'Subject: inside',
  '',
  'within',
  '--b--',
  '',
].join('\r\n');
const menu = Uint8Array.from({ length: 9000 }, (_, index) => index % 251);

const secrets = { ann: 'secret-of-the-archive', domain: 'secret-of-the-domain', other: 'secret-of-somewhere-else' };
let world: SyncWorld;
let message: number;

beforeAll(async () => {
  world = await SyncWorld.open({
    settings: {
      POSTBUS_SYNC_API_TOKENS: [
        `archive:${secrets.ann}:ann@example.org`,
        `everyone:${secrets.domain}:example.org`,
        `other:${secrets.other}:example.net+bob@example.org`,
      ].join(','),
      POSTBUS_SYNC_API_THREADS: '1',
    },
  });
  message = await world.deliver(mime);
});
afterAll(() => world?.close());

interface Asked {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

function ask(path: string, { token = secrets.ann, headers, method = 'GET', body }: Asked = {}): Promise<Response> {
  const shown = token === '' ? {} : { authorization: `Bearer ${token}` };
  return fetch(`${world.origin}/api/v1/${path}`, {
    method,
    headers: { ...shown, ...headers },
    ...(body !== undefined && { body }),
  });
}

const bytesOf = async (response: Response): Promise<Uint8Array> => new Uint8Array(await response.arrayBuffer());
const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { code: string } }).error.code;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const place = (name = 'ann@example.org'): string => `mailboxes/${name}`;

describe('a token', () => {
  it('opens the mailboxes of its scope, by address and by id', async () => {
    for (const token of [secrets.ann, secrets.domain]) {
      for (const name of ['ann@example.org', 'ANN@EXAMPLE.ORG', world.account.mailbox]) {
        const response = await ask(place(name), { token });
        expect(response.status).toBe(200);
        expect(await response.json()).toMatchObject({ mailbox: world.account.mailbox, address: 'ann@example.org' });
      }
    }
  });

  it('opens a mailbox by the longest of addresses', async () => {
    const address = `${'l'.repeat(64)}@${['d'.repeat(60), 'd'.repeat(60), 'd'.repeat(60), 'example.net'].join('.')}`;
    await world.adapters.directory.change(world.account.id, { aliases: [address] });
    const response = await ask(place(encodeURIComponent(address)));
    expect(await response.json()).toMatchObject({ address: 'ann@example.org' });
    await world.adapters.directory.change(world.account.id, { aliases: [] });
  });

  it('of another scope learns no more than that there is nothing for it', async () => {
    const [other, absent] = await Promise.all([
      ask(place(), { token: secrets.other }),
      ask(place('nobody@example.org'), { token: secrets.other }),
    ]);
    expect([other.status, absent.status]).toEqual([404, 404]);
    expect(await other.text()).toBe(await absent.text());
  });

  it.each(['', 'wrong-secret-of-nobody'])('is asked for where %j is shown', async (token) => {
    const response = await ask(place(), { token });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="Postbus"');
    expect(await codeOf(response)).toBe('not-authorized');
  });

  it('is wanted before a body is read', async () => {
    const response = await ask('convert?to=msg', { token: '', method: 'POST', body: mime });
    expect(response.status).toBe(401);
  });
});

describe('a folder', () => {
  it('tells what came after a message', async () => {
    const response = await ask(`${place()}/folders/inbox/messages`);
    const { messages, next } = (await response.json()) as { messages: { id: number }[]; next: number };
    expect(messages[0]).toMatchObject({
      id: message,
      subject: 'Café',
      from: { name: 'Zoë', address: 'zoe@example.net' },
      messageId: '<one@example.net>',
      attachments: 2,
    });
    const after = await (await ask(`${place()}/folders/inbox/messages?after=${next}`)).json();
    expect(after).toEqual({ messages: [], next, more: false });
  });

  it('tells what changed and what is gone since a change number', async () => {
    const gone = await world.deliver('Subject: gone soon\r\n\r\n');
    const first = (await (await ask(`${place()}/folders/inbox/changes`)).json()) as { next: number; changes: object[] };
    expect(first.changes).toContainEqual(expect.objectContaining({ message: expect.objectContaining({ id: gone }) }));
    await world.adapters.mailStore.apply(world.scope, [{ do: 'delete-message', id: gone }]);
    const { changes } = (await (await ask(`${place()}/folders/inbox/changes?since=${first.next}`)).json()) as {
      changes: object[];
    };
    expect(changes).toEqual([expect.objectContaining({ gone, reason: 'deleted' })]);
  });

  it('that is not there, or a limit that is no number, is refused', async () => {
    expect(await codeOf(await ask(`${place()}/folders/4711/messages`))).toBe('no-such-folder');
    expect(await codeOf(await ask(`${place()}/folders/inbox/messages?limit=many`))).toBe('bad-request');
  });
});

describe('a message', () => {
  it('is given as its original, byte for byte, unless another format is asked for', async () => {
    const response = await ask(`${place()}/messages/${message}`);
    expect(response.headers.get('content-type')).toBe('message/rfc822');
    expect(response.headers.get('content-disposition')).toContain(`filename="${message}.eml"`);
    expect(Buffer.from(await bytesOf(response)).toString()).toBe(mime);
  });

  it.each([
    ['msg', 'application/vnd.ms-outlook'],
    ['tnef', 'application/ms-tnef'],
    ['json', 'application/json'],
  ])('is given as %s, by the query and by Accept', async (format, mediaType) => {
    const byQuery = await ask(`${place()}/messages/${message}?format=${format}`);
    expect(byQuery.headers.get('content-type')).toContain(mediaType);
    const bytes = await bytesOf(byQuery);
    const file = readMessageFile(bytes);
    expect(file.format).toBe(format);
    expect(file.message.properties.get(PidTagSubject)).toBe('Café');
    expect(file.message.properties.get(PidTagBody)).toContain('Until noon.');
    expect(sha256(file.message.attachments[0]!.properties.get(PidTagAttachDataBinary) as Uint8Array)).toBe(
      sha256(menu),
    );
    const byAccept = await ask(`${place()}/messages/${message}`, {
      headers: { accept: `text/html, ${mediaType};q=0.8, */*;q=0.1` },
    });
    expect(sha256(await bytesOf(byAccept))).toBe(sha256(bytes));
  });

  it('is refused in a format that there is none of', async () => {
    expect((await ask(`${place()}/messages/${message}`, { headers: { accept: 'image/png' } })).status).toBe(406);
    expect((await ask(`${place()}/messages/${message}?format=pst`)).status).toBe(400);
    expect(await codeOf(await ask(`${place()}/messages/999999`))).toBe('no-such-message');
  });

  it.each(['eml', 'msg'])('is given in ranges as %s, which make the whole, RFC 9110 14', async (format) => {
    const path = `${place()}/messages/${message}?format=${format}`;
    const whole = await ask(path);
    const bytes = await bytesOf(whole);
    const etag = whole.headers.get('etag')!;
    const part = async (range: string, more = {}) => ask(path, { headers: { range, ...more } });
    const first = await part('bytes=0-99');
    expect([first.status, first.headers.get('content-range')]).toEqual([206, `bytes 0-99/${bytes.length}`]);
    const rest = await part('bytes=100-', { 'if-range': etag });
    expect(Buffer.concat([await bytesOf(first), await bytesOf(rest)]).equals(bytes)).toBe(true);
    expect(Buffer.from(await bytesOf(await part('bytes=-7'))).equals(bytes.subarray(-7))).toBe(true);
    expect((await part('bytes=0-99', { 'if-range': '"another"' })).status).toBe(200);
    const beyond = await part(`bytes=${bytes.length}-`);
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`]);
    expect((await ask(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const head = await ask(path, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
  });
});

describe('an attachment', () => {
  it('is listed, and given decoded, in ranges too', async () => {
    const list = await (await ask(`${place()}/messages/${message}/attachments`)).json();
    expect(list).toMatchObject({
      attachments: [
        { number: 0, name: 'menu’s.bin', size: 9000, mediaType: 'application/octet-stream' },
        { number: 1, method: 5 },
      ],
    });
    const path = `${place()}/messages/${message}/attachments/0`;
    const whole = await ask(path);
    expect(sha256(await bytesOf(whole))).toBe(sha256(menu));
    expect(whole.headers.get('content-disposition')).toContain("filename*=UTF-8''menu%E2%80%99s.bin");
    expect(whole.headers.get('x-content-type-options')).toBe('nosniff');
    const part = await ask(path, { headers: { range: 'bytes=250-252' } });
    expect([...(await bytesOf(part))]).toEqual([250, 0, 1]);
  });

  it('that is a message is given as it came, or in another format', async () => {
    const path = `${place()}/messages/${message}/attachments/1`;
    expect(Buffer.from(await bytesOf(await ask(path))).toString()).toBe('Subject: inside\r\n\r\nwithin');
    const msg = readMessageFile(await bytesOf(await ask(`${path}?format=msg`)));
    expect(msg.message.properties.get(PidTagSubject)).toBe('inside');
  });

  it('that is not there is refused', async () => {
    expect(await codeOf(await ask(`${place()}/messages/${message}/attachments/2`))).toBe('no-such-attachment');
  });
});

describe('a conversion', () => {
  it('makes of what is posted what is asked for', async () => {
    const posted = await ask('convert?to=msg', { method: 'POST', body: mime, token: secrets.other });
    expect([posted.status, posted.headers.get('content-type')]).toEqual([200, 'application/vnd.ms-outlook']);
    const msg = await bytesOf(posted);
    const back = await ask('convert', {
      method: 'POST',
      body: Uint8Array.from(msg),
      headers: { accept: 'message/rfc822' },
    });
    const { format, message: again } = readMessageFile(await bytesOf(back));
    expect([format, again.properties.get(PidTagSubject)]).toEqual(['eml', 'Café']);
  });

  it('of what is no such file is refused with its code', async () => {
    const response = await ask('convert?to=eml&from=msg', { method: 'POST', body: 'no message' });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      error: { code: 'cannot-convert', message: expect.stringMatching(/^not-a-msg: /) as string },
    });
  });

  it('waits for a thread while others are converted', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ask('convert?to=tnef', { method: 'POST', body: mime })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });
});

describe('the OpenAPI document', () => {
  it('is the one of docs/mailbox-api.json', () => {
    const kept = readFileSync(new URL('../../../docs/mailbox-api.json', import.meta.url), 'utf8');
    expect(JSON.parse(kept)).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });

  it('is valid, and there without a token', async () => {
    const response = await ask('openapi.json', { token: '' });
    expect(response.status).toBe(200);
    const document = (await response.json()) as Record<string, unknown>;
    expect(await new Validator().validate(document)).toEqual({ valid: true });
    expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });

  it('names every path that answers', async () => {
    const paths = Object.entries((openApiDocument() as { paths: Record<string, object> }).paths);
    for (const [path, methods] of paths) {
      for (const method of Object.keys(methods)) {
        const url = path
          .replace('/api/v1/', '')
          .replace(/\{(\w+)\}/g, (_, name: string) =>
            name === 'mailbox'
              ? 'ann@example.org'
              : name === 'folder'
                ? 'inbox'
                : name === 'message'
                  ? String(message)
                  : '0',
          );
        const response = await ask(url, { method: method.toUpperCase(), ...(method === 'post' && { body: mime }) });
        expect([path, response.status]).toEqual([path, 200]);
        await response.arrayBuffer();
      }
    }
  });
});

describe('an attachment beside winmail.dat', () => {
  it('is given as it came where the message was made of a part, whatever else was unpacked', async () => {
    const inner = (subject: string) => ({
      properties: new PropertyBag()
        .set(PidTagAttachMethod, AttachMethod.afEmbeddedMessage)
        .set(PidTagDisplayName, subject),
      embedded: {
        properties: new PropertyBag().set(PidTagMessageClass, 'IPM.Note').set(PidTagSubject, subject),
        recipients: [],
        attachments: [],
      },
    });
    const tnef = writeTnef({
      properties: new PropertyBag().set(PidTagMessageClass, 'IPM.Note'),
      recipients: [],
      attachments: [inner('unpacked one'), inner('unpacked two')],
    });
    const parts = [
      [
        'Content-Type: application/ms-tnef',
        'Content-Transfer-Encoding: base64',
        '',
        Buffer.from(tnef).toString('base64'),
      ],
      ['Content-Type: message/rfc822', '', 'Subject: of a part', 'X-Odd:  kept ', '', 'as it came'],
    ];
    const body = parts.map((lines) => `--b\r\n${lines.join('\r\n')}\r\n`).join('');
    const id = await world.deliver(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${body}--b--\r\n`);
    const given = await Promise.all(
      [0, 1, 2].map(async (number) => (await ask(`${place()}/messages/${id}/attachments/${number}`)).text()),
    );
    expect(given).toContain('Subject: of a part\r\nX-Odd:  kept \r\n\r\nas it came');
    const subjects = new Set(given.map((text) => /^Subject: (.*?)\r$/m.exec(text)?.[1]));
    expect(subjects).toEqual(new Set(['of a part', 'unpacked one', 'unpacked two']));
  });
});
