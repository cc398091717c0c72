/** What the API of text messages refuses, and how: always `{error: {code, message}}`, with a code that its document tells. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statusOf } from '../src/mailbox-api/api-error.ts';
import { textApiDocument } from '../src/text-api/text-api-document.ts';
import { SyncWorld } from './sync-world.ts';

const secret = 'secret-of-the-program';
const bert = '+14255550123';
const place = 'mailboxes/ann@example.org/text-messages';
const body = { to: [bert], text: 'x' };
let world: SyncWorld;

beforeAll(async () => {
  world = await SyncWorld.open({
    settings: {
      POSTBUS_SYNC_API_TOKENS: `program:${secret}:ann@example.org`,
      POSTBUS_SYNC_API_TEXT_TOKENS: 'program',
    },
    textApi: { region: 'US', channels: ['carrier'] },
  });
});
afterAll(() => world?.close());

interface Asked {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

function ask(path: string, { method = 'GET', token = secret, body: given, headers }: Asked = {}): Promise<Response> {
  return fetch(`${world.origin}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(given !== undefined && { body: JSON.stringify(given) }),
  });
}

const post = (given: unknown, asked: Asked = {}): Promise<Response> =>
  ask(place, { method: 'POST', body: given, ...asked });

/** `404 no-such-resource`; fails on any other form. */
async function refusalOf(response: Response): Promise<string> {
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  const told = (await response.json()) as { readonly error: { readonly code: string; readonly message: string } };
  expect(told).toEqual({ error: { code: expect.any(String) as string, message: expect.any(String) as string } });
  return `${response.status} ${told.error.code}`;
}

describe('a request for what there is not', () => {
  it.each(['nothing', `${place}/x/y`, `${place}/x/resend/`, 'mailboxes'])('of the path %s is told so', async (path) => {
    expect(await refusalOf(await ask(path))).toBe('404 no-such-resource');
    expect(await refusalOf(await ask(path, { method: 'PUT' }))).toBe('404 no-such-resource');
  });

  it.each([
    ['PUT', place, 'POST, GET, HEAD'],
    ['DELETE', place, 'POST, GET, HEAD'],
    ['OPTIONS', place, 'POST, GET, HEAD'],
    ['POST', `${place}/x`, 'GET, PATCH, DELETE, HEAD'],
    ['GET', `${place}/x/resend`, 'POST'],
    ['PATCH', 'mailboxes/ann@example.org/text-senders', 'GET, HEAD'],
    ['DELETE', 'mailboxes/ann@example.org/messages/8', 'GET, HEAD'],
  ])('by %s of %s is told what there is', async (method, path, allow) => {
    const response = await ask(path, { method });
    expect(response.headers.get('allow')).toBe(allow);
    expect(await refusalOf(response)).toBe('405 method-not-allowed');
  });

  it.each(['mailboxes/%/text-messages', `mailboxes/${'a'.repeat(1200)}/text-messages`])(
    'whose path is none is told so',
    async (path) => {
      expect(await refusalOf(await ask(path))).toBe('400 bad-request');
    },
  );

  it('needs a token like all others', async () => {
    expect(await refusalOf(await ask('nothing', { token: 'wrong' }))).toBe('401 not-authorized');
  });
});

describe('a body that cannot be sent', () => {
  it.each([
    [{ from: '   ' }, 'from: a number or name of 1 to 32 characters'],
    [{ from: 'a\r\nb' }, 'from: a number or name of 1 to 32 characters'],
    [{ from: '\ud800' }, 'from: a number or name of 1 to 32 characters'],
    [{ by: '\0' }, 'by: Unicode without control characters'],
    [{ subject: 'a\nb' }, 'subject: Unicode without control characters'],
    [{ to: [{ number: bert, name: 'A\0B' }] }, 'to[0].name: Unicode without control characters'],
    [{ to: ['\ud800'] }, 'to[0]: Unicode without control characters'],
    [{ to: Array.from({ length: 1000 }, () => bert) }, 'to: Too big: expected array to have <=100 items'],
    [{ text: 'a'.repeat(20_001) }, 'text: Too big: expected string to have <=20000 characters'],
    [{ at: 'tomorrow' }, 'at: a time with its zone, such as 2026-11-22T08:00:00Z'],
    [{ at: '2026-11-22T08:00:00' }, 'at: a time with its zone, such as 2026-11-22T08:00:00Z'],
    [{ at: '9999-01-01T00:00:00Z' }, 'at: a time before the year 9999'],
    [{ validFor: '31d' }, 'validFor: a duration such as 250ms, 30s, 5m, 1h30m or 2d from 1m to 30d'],
  ])('is refused with the member that is wrong: %.40j', async (wrong, message) => {
    const response = await post({ ...body, ...wrong });
    const told = (await response.json()) as { readonly error: object };
    expect([response.status, told.error]).toEqual([400, { code: 'bad-request', message }]);
  });
});

describe('a list', () => {
  it.each(['state=queued&state=failed', 'after=a&after=b', 'limit=1&limit=2', 'state=', 'state=lost', 'limit=-1'])(
    'that is asked for by %s is refused',
    async (query) => {
      expect(await refusalOf(await ask(`${place}?${query}`))).toBe('400 bad-request');
    },
  );
});

describe('what may be asked again', () => {
  it('tells after how long', async () => {
    const { id } = (await (await post(body)).json()) as { readonly id: string };
    const unplanned = await ask(`${place}/${id}`, { method: 'PATCH', body: { text: 'y' } });
    expect(unplanned.headers.get('retry-after')).toBe('1');
    expect(await refusalOf(unplanned)).toBe('503 not-planned');
    const headers = { 'idempotency-key': 'together' };
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(body, { headers })));
    const refused = answers.filter(({ status }) => status !== 202);
    for (const answer of refused) {
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await refusalOf(answer)).toBe('409 key-in-use');
    }
    const taken = answers.filter(({ status }) => status === 202).map((answer) => answer.json());
    expect(new Set((await Promise.all(taken)).map((one) => (one as { readonly id: string }).id)).size).toBe(1);
  });

  it('is no key that came with another body, and may be one whose first request was refused', async () => {
    const headers = { 'idempotency-key': 'again' };
    expect(await refusalOf(await post({ to: ['ALERT'], text: 'x' }, { headers }))).toBe('422 not-a-number');
    expect((await post(body, { headers })).status).toBe(202);
    expect(await refusalOf(await post({ ...body, text: 'y' }, { headers }))).toBe('422 key-reused');
  });

  it('is no token after too many wrong ones', async () => {
    for (let tries = 0; tries < 20; tries++) await ask(place, { token: `wrong${tries}` });
    const refused = await ask(place, { token: 'wrong' });
    expect(refused.headers.get('retry-after')).toBe('30');
    expect(await refusalOf(refused)).toBe('429 too-many-failures');
    expect((await ask(place, { token: secret })).status).toBe(200);
  });
});

describe('the document', () => {
  it('tells each code that a request may be refused with, under its status', () => {
    const { info, paths, components } = textApiDocument() as {
      readonly info: { readonly description: string };
      readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: object }>>>>;
      readonly components: { readonly responses: Readonly<Record<string, { readonly description: string }>> };
    };
    const told = new Set<string>();
    for (const operations of Object.values(paths))
      for (const { responses } of Object.values(operations))
        for (const [status, response] of Object.entries(responses) as [string, { readonly $ref?: string }][]) {
          const description = components.responses[response.$ref?.split('/').at(-1) ?? '']?.description ?? '';
          for (const [, code] of description.matchAll(/`([a-z]+(?:-[a-z]+)+|unavailable)`/g))
            told.add(`${status} ${code}`);
        }
    const told404 = ['no-such-resource', 'method-not-allowed'];
    for (const code of told404)
      expect(info.description).toContain(`${statusOf[code as keyof typeof statusOf]} \`${code}\``);
    const ofMail = [...told404, 'no-such-folder', 'no-such-attachment', 'not-acceptable', 'range-not-satisfiable'];
    const ofFiles = ['cannot-convert', 'busy'];
    const wanted = Object.entries(statusOf).filter(([code]) => ![...ofMail, ...ofFiles].includes(code));
    expect([...told].toSorted()).toEqual(wanted.map(([code, status]) => `${status} ${code}`).toSorted());
  });
});
