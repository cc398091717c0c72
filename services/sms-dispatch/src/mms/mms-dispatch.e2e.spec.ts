/** Multimedia messages to a carrier over real sockets, with the real store, and what comes of them. */
import type { TextMessage } from '@postbus/domain';
import { smsStatus, fromRecord } from '@postbus/contracts';
import { openMm7Channel } from '@postbus/mms-mm7';
import { mmsContentOf } from '@postbus/oxosmms';
import { PortError, type Versioned } from '@postbus/ports';
import { type Mmsc, type MmscScript, startMmsc } from '@postbus/testing/vasp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resolveBytes, resolverOf } from '@postbus/oxcmail';
import type { Dispatched } from '../dispatched.ts';
import { MmsDispatch } from './mms-dispatch.ts';
import { type MmsWorld, annsNumber, image, objectInOutbox, openMmsWorld } from './mms-world.fixture.ts';

let world: MmsWorld;
let carrier: Mmsc;
const { signal } = new AbortController();

beforeEach(async () => {
  world = await openMmsWorld();
  carrier = await startMmsc();
});
afterEach(async () => {
  await carrier.close();
  await world.close();
});

interface Dispatching {
  readonly script?: MmscScript;
  readonly more?: Partial<TextMessage>;
  readonly largest?: number;
  readonly url?: string;
}

/** Gives a message to the carrier, and tells what became of both. */
async function dispatched(how: Dispatching = {}) {
  if (how.script !== undefined) carrier.play(how.script);
  const held = await world.message(how.more);
  return { held, then: await again(held, how), message: (await world.now(held.value.id)).value };
}

async function again(
  message: Versioned<TextMessage>,
  how: Dispatching = {},
  until: AbortSignal = signal,
): Promise<Dispatched> {
  const { blobs, clock } = world;
  return dispatchBy(how).execute({ message, object: await objectInOutbox(blobs), now: clock.now() }, until);
}

/** The store takes that a message is dispatched, and then so many puts not. */
function awayAfterAnswer(times: number, onAway = (): void => {}) {
  const { textMessages } = world.sqlite;
  const put = textMessages.put.bind(textMessages);
  let puts = 0;
  return vi.spyOn(textMessages, 'put').mockImplementation((...given) => {
    puts++;
    if (puts === 1 || puts > times + 1) return put(...given);
    onAway();
    return Promise.reject(new PortError('unavailable', 'texts', 'away'));
  });
}

function dispatchBy({ largest = 600_000, url = carrier.url }: Dispatching = {}): MmsDispatch {
  const { sqlite, blobs, clock, table, reports } = world;
  const { directory, textMessages } = sqlite;
  const channel = openMm7Channel({ name: 'mm', url, limits: { answer: 300 } });
  return new MmsDispatch({ texts: textMessages, blobs, directory, clock, table, reports }, channel, {
    name: 'mm',
    largest,
  });
}

const report = (messageId: string, state: 'delivered' | 'failed', recipient: string) =>
  world.reports.execute({
    channel: 'mm',
    messageIds: [messageId],
    state,
    recipient,
    ...(state === 'failed' && { fault: { code: 'MM7-Rejected', text: 'The carrier reports it' } }),
    at: world.clock.now(),
  });

describe('a multimedia message to a carrier', () => {
  it('leaves once with its slides, from the number of its owner, and is sent', async () => {
    const { then, message, held } = await dispatched();
    expect(then).toEqual({ then: 'ended' });
    expect(message).toMatchObject({
      state: 'sent',
      channel: 'mm',
      carrier: { sender: annsNumber, parts: [{ state: 'submitted', messageId: 'mms-1' }] },
    });
    expect(carrier.submitted).toHaveLength(1);
    const { request, content } = carrier.submitted[0]!;
    expect(request).toMatchObject({ transactionId: held.value.id, subject: 'Saturn & rings', deliveryReport: true });
    const { slides } = mmsContentOf(content!);
    expect(slides[0]?.text).toBe('Grüße');
    expect(resolveBytes(slides[0]!.image!.content, resolverOf(content!.source))).toEqual(image);
  });

  it('is stored as dispatched before anything of it is written', async () => {
    const held = await world.message();
    let before: Promise<Versioned<TextMessage>> | undefined;
    carrier.play({
      submit: () => {
        before = world.now(held.value.id);
        return {};
      },
    });
    await again(held);
    expect((await before)!.value).toMatchObject({ state: 'dispatched', carrier: { parts: [{ state: 'submitting' }] } });
    const states = world.events(smsStatus.name).map((record) => fromRecord(smsStatus, record).data.state);
    expect(states).toEqual(['dispatched', 'sent']);
  });

  it('is unknown after a crash between request and answer, and is not written again', async () => {
    const carried = { sender: annsNumber, userMessageReference: 0, parts: [{ state: 'submitting' }] } as const;
    const { then, message } = await dispatched({ more: { state: 'dispatched', carrier: carried } });
    expect(then).toEqual({ then: 'ended' });
    expect(message).toMatchObject({ state: 'unknown', fault: { code: 'no-answer' } });
    expect(carrier.submitted).toEqual([]);
  });

  it('is sent once where the store was away for a moment after the answer', async () => {
    const held = await world.message();
    awayAfterAnswer(2);
    expect(await again(held)).toEqual({ then: 'ended' });
    expect((await world.now(held.value.id)).value).toMatchObject({ state: 'sent' });
    expect(carrier.submitted).toHaveLength(1);
  });

  it('is unknown once its worker comes again where the store was away until it was no longer its own', async () => {
    const held = await world.message();
    const ending = new AbortController();
    const away = awayAfterAnswer(1000, () => ending.abort());
    await expect(again(held, {}, ending.signal)).rejects.toMatchObject({ code: 'unavailable' });
    away.mockRestore();
    await again(await world.now(held.value.id));
    expect((await world.now(held.value.id)).value).toMatchObject({ state: 'unknown' });
    expect(carrier.submitted).toHaveLength(1);
  });

  it('is unknown where there is no answer', async () => {
    const { message } = await dispatched({ script: { submit: () => 'drop' } });
    expect(message).toMatchObject({
      state: 'unknown',
      fault: { code: 'ECONNRESET' },
      carrier: { parts: [{ state: 'unknown' }] },
    });
  });

  it('fails where the carrier will never take it', async () => {
    const { then, message } = await dispatched({ script: { submit: () => ({ status: 2002 }) } });
    expect([then.then, message]).toMatchObject(['ended', { state: 'failed', fault: { code: 'MM7-2002' } }]);
  });

  it('waits as if never given where the carrier is busy, and goes elsewhere where it is denied', async () => {
    const busy = await dispatched({ script: { submit: () => ({ status: 4006 }) } });
    expect(busy.message.state).toBe('queued');
    expect(busy.message.carrier).toBeUndefined();
    expect(busy.then).toMatchObject({ then: 'later', due: expect.toSatisfy((due: number) => due > world.clock.now()) });
    const denied = await dispatched({ script: { submit: () => ({ status: 4007 }) } });
    expect(denied.message.state).toBe('queued');
    expect(denied.then).toMatchObject({ then: 'elsewhere', fault: { code: 'MM7-4007' } });
  });

  it('goes elsewhere where the carrier is not there and another may carry it, else waits', async () => {
    const url = 'http://127.0.0.1:1/';
    expect((await dispatched({ url, more: { channels: ['gateway'] } })).then.then).toBe('elsewhere');
    const alone = await dispatched({ url });
    expect([alone.then.then, alone.message.state]).toEqual(['later', 'queued']);
  });

  it('goes elsewhere where it is larger than the channel takes, or shows what lies nowhere', async () => {
    expect((await dispatched({ largest: 1000 })).then).toMatchObject({ fault: { code: 'too-large' } });
    expect(carrier.submitted).toEqual([]);
  });
});

describe('reports of a carrier', () => {
  const two = { recipients: [{ number: '+14255550123' }, { number: '+14255550124' }] };

  it('make a message delivered once every recipient has it', async () => {
    const { message } = await dispatched({ more: two });
    await report('mms-1', 'delivered', '+14255550124');
    expect((await world.now(message.id)).value).toMatchObject({
      state: 'sent',
      carrier: { parts: [{ state: 'submitted', messageId: 'mms-1' }, { state: 'delivered' }] },
    });
    await report('mms-1', 'delivered', '0014255550123/TYPE=PLMN');
    expect((await world.now(message.id)).value.state).toBe('delivered');
  });

  it('make it failed once somebody does not get it and nobody is waited for', async () => {
    const { message } = await dispatched({ more: two });
    await report('mms-1', 'failed', '14255550123');
    expect((await world.now(message.id)).value.state).toBe('sent');
    await report('mms-1', 'delivered', '14255550124');
    expect((await world.now(message.id)).value).toMatchObject({ state: 'failed', fault: { code: 'MM7-Rejected' } });
  });

  it('change nothing when they come twice, are of another number, or tell the contrary of a delivery', async () => {
    const { message } = await dispatched({ more: two });
    await report('mms-1', 'delivered', '+14255550123');
    const { version } = await world.now(message.id);
    await report('mms-1', 'delivered', '+14255550123');
    await report('mms-1', 'failed', '+14255550123');
    await report('mms-1', 'failed', '+14255550199');
    expect((await world.now(message.id)).version).toBe(version);
  });

  it('that come before the answer are kept for it', async () => {
    const held = await world.message();
    let reporting: Promise<void> | undefined;
    carrier.play({
      submit: () => {
        reporting = report('early', 'delivered', '+14255550123');
        return { messageId: 'early', delay: 50 };
      },
    });
    await again(held);
    await reporting;
    expect((await world.now(held.value.id)).value.state).toBe('delivered');
  });

  it('that came before an answer whose process died then are taken when the message is looked at again', async () => {
    const held = await world.message();
    await report('early', 'delivered', '+14255550123');
    carrier.play({ submit: () => ({ messageId: 'early' }) });
    const away = new PortError('unavailable', 'text-message-store', 'killed');
    vi.spyOn(world.sqlite.textMessages, 'keptReceipts').mockRejectedValueOnce(away);
    await expect(again(held)).rejects.toBe(away);
    const { value: sent } = await world.now(held.value.id);
    expect(sent.state).toBe('sent');
    await dispatchBy().followUp(sent);
    expect((await world.now(sent.id)).value.state).toBe('delivered');
  });

  it('find their message while its answer is being stored', async () => {
    const { message } = await dispatched();
    vi.spyOn(world.sqlite.textMessages, 'findPart').mockResolvedValueOnce(undefined);
    const receipt = { channel: 'mm', messageIds: ['mms-1'], state: 'delivered', at: world.clock.now() } as const;
    await world.reports.execute(receipt);
    expect((await world.now(message.id)).value.state).toBe('delivered');
  });
});
