/** Text messages through a started process and a simulated carrier: by the command, and by HTTP. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeGsm } from '@postbus/sms';
import { temporaryFolder } from '@postbus/testing';
import { type Smsc, startSmsc } from '@postbus/testing/smsc';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CommandResult, type StartedServer, postbus, startPostbus } from '../../server/postbus-process.fixture.ts';
import { adminSocketPath } from '../admin-socket.ts';
import type { Administration } from '../operations.ts';
import { remoteAdministration } from '../remote-administration.ts';

const root = temporaryFolder();
const data = join(root.path, 'data');
const config = join(root.path, 'postbus.yaml');
const log = join(root.path, 'log');
const secret = 'secret-of-the-program';
const anna = 'anna@example.org';
const desk = 'desk@example.org';
const bert = '+14255550123';
const carl = '+14255550124';
/** A number of the fiction range that nobody answers for. */
const silent = '+14255550199';
const wait = { timeout: 20_000 };
/** Milliseconds: commands are processes. */
const slow = 60_000;
vi.setConfig({ testTimeout: slow });

let smsc: Smsc;
let server: StartedServer;
let administration: Administration;

beforeAll(async () => {
  smsc = await startSmsc({
    submit: ({ body }) => (body.destination_addr === silent.slice(1) ? 'drop' : { receipt: { after: 5 } }),
  });
  const carrier = {
    name: 'carrier',
    kind: 'smpp',
    hosts: [`${smsc.host}:${smsc.port}`],
    systemId: 'postbus',
    password: 'secret',
    senders: ['4242'],
    reconnectAfter: '10ms',
  };
  const settings = {
    log: { file: log, level: 'debug' },
    textMessages: { region: 'US' },
    smsDispatch: { channels: [carrier], rules: [{ channels: ['carrier'] }], unknown: 'resend-owner', poll: '100ms' },
    sync: { api: { tokens: [`program:${secret}:example.org`], textTokens: ['program'] } },
  };
  writeFileSync(config, JSON.stringify(settings));
  server = await startPostbus(data, '--only', 'sms-dispatch,sync', '--config', config);
  administration = remoteAdministration({ socketPath: adminSocketPath(data) });
  for (const address of [anna, desk]) await administration.addAccount({ address });
}, slow);
afterAll(async () => {
  await server?.stop('SIGKILL');
  await smsc?.close();
  root.remove();
});

const run = (arguments_: readonly string[], input = ''): Promise<CommandResult> =>
  postbus([...arguments_, '--data', data], input);
const json = async (arguments_: readonly string[], input = '') => {
  const { output, errors } = await run([...arguments_, '--json'], input);
  expect(errors).toBe('');
  return JSON.parse(output);
};
const send = (to: string, text: string, address = anna) => administration.sendTextMessage({ address, to: [to], text });
const stateOf = async (id: string, address = anna): Promise<string> =>
  (await administration.getTextMessage({ id, address })).state;
const textsTo = (number: string): string[] =>
  smsc.submitted
    .filter(({ body }) => body.destination_addr === number.slice(1))
    .map(({ body }) => decodeGsm(body.short_message));

describe('postbus sms', () => {
  it('sends what standard input says, and tells when it was delivered', async () => {
    const sent = await json(['sms', 'send', '(425) 555-0123', carl, '--from', anna], 'The server is back.\n');
    await expect.poll(() => stateOf(sent.id), wait).toBe('delivered');
    expect(textsTo(bert)).toEqual(['The server is back.']);
    expect(textsTo(carl)).toEqual(['The server is back.']);
    const { output } = await run(['sms', 'status', sent.id]);
    expect(output).toMatch(/^TO +STATE +CHANNEL .*\n\+1425555012[34] +delivered +carrier +1\/1\/1 /);
    const { textMessages } = await json(['sms', 'list']);
    expect(textMessages).toMatchObject([
      { id: sent.id, account: anna, state: 'delivered' },
      { id: sent.id, account: anna, state: 'delivered' },
    ]);
  });

  it('takes back what is to leave later', async () => {
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const { id } = await json(['sms', 'send', bert, '--from', anna, '--at', at, '--text', 'Later']);
    await expect.poll(() => stateOf(id), wait).toBe('scheduled');
    const cancelled = await run(['sms', 'cancel', id]);
    expect(cancelled.output).toContain('cancelled');
    expect(textsTo(bert)).not.toContain('Later');
  });

  it('sends again, when told to, what may have left', async () => {
    const { id } = await send(silent, 'Anybody there?');
    await expect.poll(() => stateOf(id), wait).toBe('unknown');
    smsc.play({ submit: () => ({ receipt: {} }) });
    expect((await run(['sms', 'resend', id])).code).toBe(0);
    await expect.poll(() => stateOf(id), wait).toBe('delivered');
    expect(textsTo(silent)).toEqual(['Anybody there?', 'Anybody there?']);
  });

  it('sends nothing to who wants none, and again once that is taken back', async () => {
    expect((await run(['sms', 'opt-out', 'add', carl, '--sender', '4242'])).code).toBe(0);
    const refused = await send(carl, 'Buy this');
    await expect.poll(() => stateOf(refused.id), wait).toBe('failed');
    const { output } = await run(['sms', 'opt-out', 'list']);
    expect(output).toMatch(/\n\+14255550124 +4242 +20/);
    await administration.removeOptOut({ number: carl, sender: '4242' });
    const sent = await send(carl, 'Welcome');
    await expect.poll(() => stateOf(sent.id), wait).toBe('delivered');
    expect(textsTo(carl)).not.toContain('Buy this');
  });

  it('says what is wrong by code', async () => {
    const { code, errors } = await run(['sms', 'send', bert, '--from', anna, '--text', 'x', '--by', 'pigeon']);
    expect([code, errors]).toEqual([1, expect.stringContaining('no-such-sender')]);
    for (const at of ['soon', '1', '2027-02-30T10:00', '9999-12-31T00:00'])
      expect((await run(['sms', 'send', bert, '--from', anna, '--at', at])).code).toBe(2);
    const noText = await run(['sms', 'send', bert, '--from', anna], '\n');
    expect([noText.code, noText.errors]).toEqual([1, expect.stringContaining('there is no text')]);
  });
});

describe('postbus number', () => {
  it('verifies a number by the code that comes to it', async () => {
    expect((await run(['number', 'add', '425 555 0123', anna])).output).toBe(
      `Added ${bert} of ${anna}, not verified\n`,
    );
    const before = textsTo(bert).length;
    await run(['number', 'verify', bert, anna, '--from', desk]);
    await expect.poll(() => textsTo(bert).length, wait).toBe(before + 1);
    const [code] = /\b\d{6}\b/.exec(textsTo(bert).at(-1)!)!;
    const wrong = await run(['number', 'confirm', bert, anna, code === '000000' ? '111111' : '000000']);
    expect([wrong.code, wrong.errors]).toEqual([1, expect.stringContaining('wrong-code')]);
    const { output } = await run(['number', 'confirm', bert, anna, code]);
    expect(output).toBe(`Verified ${bert} of ${anna}\n`);
    const today = new Date().toISOString().slice(0, 10);
    const list = await run(['number', 'list']);
    expect(list.output).toContain(`${bert}  ${anna}  ${today}`);
  });

  it('lets what is sent to it come into the mailbox', async () => {
    expect(await smsc.deliver({ from: carl.slice(1), to: bert.slice(1), text: 'Hello Anna' })).toEqual([0]);
    const inbox = async () => {
      const response = await ask('folders/inbox/messages');
      return ((await response.json()) as { messages: { subject: string }[] }).messages.map(({ subject }) => subject);
    };
    await expect.poll(inbox, wait).toContain('Hello Anna');
  });
});

describe('who may send by what', () => {
  it('is said by postbus account texting', async () => {
    const { output } = await run(['account', 'texting', desk, '--channels', 'phone', '--region', 'nl']);
    expect(output).toBe(`${desk}\n  channels  phone\n  region    NL\n  numbers   none\n`);
    const { id } = await send(bert, 'Not by a carrier', desk);
    await expect.poll(() => stateOf(id, desk), wait).toBe('failed');
    const { recipients } = await administration.getTextMessage({ id });
    expect(recipients[0]).toMatchObject({ code: 'not-allowed' });
    expect(await json(['account', 'texting', desk, '--all-channels', '--no-region'])).toEqual({ address: desk });
  });
});

const ask = (path: string, body?: unknown): Promise<Response> =>
  fetch(`${server.listening['http']}/api/v1/mailboxes/${anna}/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', 'idempotency-key': 'one' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

describe('the HTTP API of the started process', () => {
  it('sends once a key, and tells what became of it', async () => {
    const body = { to: ['(425) 555-0123'], text: 'By a program', by: 'carrier' };
    const answers = [await ask('text-messages', body), await ask('text-messages', body)];
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    const [{ id }, again] = (await Promise.all(answers.map((answer) => answer.json()))) as [{ id: string }, unknown];
    expect(again).toMatchObject({ id });
    const state = async () => ((await (await ask(`text-messages/${id}`)).json()) as { state: string }).state;
    await expect.poll(state, wait).toBe('delivered');
    expect(textsTo(bert).filter((text) => text === 'By a program')).toHaveLength(1);
  });

  it('tells the channels, which the settings of the same process name', async () => {
    expect(await (await ask('text-senders')).json()).toMatchObject({ senders: [{ kind: 'channel', name: 'carrier' }] });
  });
});

describe('logs and the audit log', () => {
  it('hold no text, and logs no whole number', async () => {
    const lines = readFileSync(log, 'utf8');
    expect(lines).toContain('"topic":"sms.status.v1"');
    const audit = JSON.stringify(await administration.listAudit({ limit: 1000 }));
    expect(audit).toContain('sendTextMessage');
    for (const text of ['server is back', 'Anybody there', 'By a program', 'Hello Anna', 'is the code']) {
      expect(lines).not.toContain(text);
      expect(audit).not.toContain(text);
    }
    for (const number of [bert, carl, silent]) expect(lines).not.toContain(number.slice(1));
  });
});

describe('postbus doctor', () => {
  it('looks at text messages and numbers', async () => {
    const { findings } = (await json(['doctor', '--config', config])) as {
      findings: { check: string; state: string; found: string }[];
    };
    const about = Object.fromEntries(findings.map(({ check, ...rest }) => [check, rest]));
    expect(about['texts']).toEqual({ state: 'ok', found: '0 text messages waiting, 0 with a channel' });
    expect(about['text-rights']).toEqual({ state: 'ok', found: '1 channel beside phones' });
    expect(about['numbers']).toEqual({ state: 'ok', found: '1 number, all verified' });
  });
});
