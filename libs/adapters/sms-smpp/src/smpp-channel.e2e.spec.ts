/** A carrier as a channel: what its PDUs say, and what it delivers becomes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CarrierReceipt, InboundPart, PartToSubmit, SmsChannel, SmsChannelInbound } from '@postbus/ports';
import { type PduOf, esmClass, instantOf, tlv, tlvValue } from '@postbus/smpp';
import { decodeGsm, decodeUcs2, readUserDataHeader, segmentText } from '@postbus/sms';
import { sinkCertificate, temporaryFolder } from '@postbus/testing';
import type { Smsc, SmscScript } from '@postbus/testing/smsc';
import { afterEach, describe, expect, it } from 'vitest';
import { carrier, password } from './carrier.fixture.ts';
import { type ChannelSurroundings, type SmppChannelSettings, openSmppChannel } from './index.ts';

interface Seen {
  readonly receipts: (readonly [CarrierReceipt, number | undefined])[];
  readonly parts: InboundPart[];
  readonly late: unknown[];
}
const opened: SmsChannel[] = [];
afterEach(async () => {
  for (const channel of opened.splice(0)) await channel.close();
});

async function channelTo(
  smsc: Smsc,
  settings: Partial<SmppChannelSettings> = {},
  handler: Partial<SmsChannelInbound> = {},
  surroundings: ChannelSurroundings = {},
): Promise<{ channel: SmsChannel; seen: Seen }> {
  const seen: Seen = { receipts: [], parts: [], late: [] };
  const up = Promise.withResolvers<void>();
  const inbound: SmsChannelInbound = {
    receipt: async (...told) => void seen.receipts.push(told as never),
    message: async (part) => (seen.parts.push(part), 'taken'),
    late: async (...told) => void seen.late.push(told),
    changed: () => channel?.isUp && up.resolve(),
    ...handler,
  };
  const host = { host: smsc.host, port: smsc.port };
  const all = { name: 'carrier', hosts: [host], systemId: 'postbus', password, rate: 1000, ...settings };
  const channel: SmsChannel = openSmppChannel(all, inbound, surroundings);
  opened.push(channel);
  channel.start();
  await up.promise;
  return { channel, seen };
}

async function withCarrier(
  settings: Partial<SmppChannelSettings> = {},
  script: SmscScript = {},
  surroundings: ChannelSurroundings = {},
) {
  const smsc = await carrier(script);
  return { smsc, ...(await channelTo(smsc, settings, {}, surroundings)) };
}

function part(text: string, more: Partial<PartToSubmit> = {}, index = 0): PartToSubmit {
  const segments = segmentText(text, { reference: 7, lockingShifts: [1], singleShifts: [1] });
  const { dataCoding, header, body } = segments[index]!;
  const concatenation = { reference: 7, total: segments.length, sequence: index + 1 };
  return {
    sender: '+14255550100',
    recipient: '+31612345678',
    dataCoding,
    header,
    body,
    ...(segments.length > 1 && { concatenation }),
    userMessageReference: 77,
    ...more,
  };
}

const long = 'All of it. '.repeat(30);

async function submitted(told: PartToSubmit, settings: Partial<SmppChannelSettings> = {}): Promise<PduOf<'submit_sm'>> {
  const { smsc, channel } = await withCarrier(settings);
  expect(await channel.submit(told)).toMatchObject({ outcome: 'accepted', messageId: '3e8' });
  return smsc.submitted[0]!;
}

describe('a part that is submitted', () => {
  it('has numbers by their type, asks for a receipt, and has its reference and its end', async () => {
    const { body, tlvs } = await submitted(part('Hi @ €', { expiresAt: Date.now() + 3_600_000 }));
    expect(body).toMatchObject({
      source_addr_ton: 1,
      source_addr_npi: 1,
      source_addr: '14255550100',
      dest_addr_ton: 1,
      dest_addr_npi: 1,
      destination_addr: '31612345678',
      esm_class: 0,
      registered_delivery: 1,
      data_coding: 0,
    });
    expect(decodeGsm(body.short_message)).toBe('Hi @ €');
    expect(tlvValue(tlvs, 'user_message_reference')).toBe(77);
    expect(body.validity_period).toMatch(/^0000000[01]\d{4}000R$/);
  });

  it.each([
    ['Postbus', [5, 0, 'Postbus']],
    ['80808', [3, 0, '80808']],
  ])('comes from a name or a short code: %s', async (sender, told) => {
    const { body } = await submitted(part('Hi', { sender }));
    expect([body.source_addr_ton, body.source_addr_npi, body.source_addr]).toEqual(told);
  });

  it('has types of numbers, a plus sign, a service and times as the carrier wants them', async () => {
    const { body, tlvs } = await submitted(part('Hi', { expiresAt: Date.now() + 86_400_000 }), {
      sourceTon: 0,
      sourceNpi: 0,
      destinationTon: 2,
      destinationNpi: 8,
      plus: true,
      serviceType: 'CMT',
      receipts: 'failure',
      validity: 'absolute',
      userMessageReference: false,
    });
    expect(body).toMatchObject({
      source_addr_ton: 0,
      dest_addr_ton: 2,
      dest_addr_npi: 8,
      destination_addr: '+31612345678',
      service_type: 'CMT',
      registered_delivery: 2,
    });
    const ends = instantOf(body.validity_period, new Date())!.getTime() - Date.now();
    expect(Math.abs(ends - 86_400_000)).toBeLessThan(60_000);
    expect(tlvs).toEqual([]);
  });

  it('tells by its header that it is one', async () => {
    const { body } = await submitted(part(long, {}, 1));
    expect(body.esm_class).toBe(0x40);
    const { elements } = readUserDataHeader(body.short_message);
    expect(elements).toMatchObject([{ kind: 'concatenation', reference: 7, total: 3, sequence: 2 }]);
  });

  it('tells by the sar parameters that it is one, and keeps the rest of its header', async () => {
    const { body, tlvs } = await submitted(part('ğ'.repeat(290), {}, 1), { longMessages: 'sar' });
    const told = (['sar_msg_ref_num', 'sar_total_segments', 'sar_segment_seqnum'] as const).map((n) =>
      tlvValue(tlvs, n),
    );
    expect(told).toEqual([7, 2, 2]);
    expect(readUserDataHeader(body.short_message).elements).toMatchObject([{ kind: 'locking-shift', language: 1 }]);
    expect(body.esm_class).toBe(0x40);
  });

  it('is in message_payload where it is a whole text for the carrier to cut', async () => {
    const octets = segmentText('x')[0]!.body;
    const whole = new Uint8Array(600).fill(octets[0]!);
    const { body, tlvs } = await submitted(part('Hi', { body: whole }), { longMessages: 'payload' });
    expect(body.short_message).toHaveLength(0);
    expect(decodeGsm(tlvValue(tlvs, 'message_payload')!)).toBe('x'.repeat(600));
  });

  it.each([
    ['latin-1', undefined, 0, [0x40, 0xe9, 0x5b]],
    ['latin-1', 3, 3, [0x40, 0xe9, 0x5b]],
    ['gsm', 1, 1, [0x00, 0x05, 0x1b, 0x3c]],
  ] as const)('is in the alphabet of the carrier: %s under %s', async (alphabet, textCoding, coding, octets) => {
    const { body } = await submitted(part('@é['), { alphabet, textCoding });
    expect([body.data_coding, [...body.short_message]]).toEqual([coding, octets]);
  });

  it('is UCS-2 under the coding of the carrier', async () => {
    const { body } = await submitted(part('Привет 👋'), { unicodeCoding: 0x18 });
    expect([body.data_coding, decodeUcs2(body.short_message)]).toEqual([0x18, 'Привет 👋']);
  });

  it('that the alphabet of the carrier lacks is for another channel', async () => {
    const { smsc, channel } = await withCarrier({ alphabet: 'ascii' });
    expect(await channel.submit(part('é'))).toMatchObject({ outcome: 'refused', retry: 'elsewhere' });
    expect(smsc.submitted).toEqual([]);
  });
});

describe('what became of it', () => {
  it.each([
    ['ESME_RINVDSTADR', 'never'],
    ['ESME_RTHROTTLED', 'later'],
    ['ESME_RMSGQFUL', 'later'],
    ['ESME_RSYSERR', 'later'],
    ['ESME_RINVSRCADR', 'elsewhere'],
    [0x40b, 'elsewhere'],
    [0x40c, 'later'],
  ] as const)('%s: %s', async (status, retry) => {
    const { channel } = await withCarrier({ refusals: { '0x0000040c': 'later' } }, { submit: () => ({ status }) });
    expect(await channel.submit(part('Hi'))).toMatchObject({ outcome: 'refused', retry });
  });

  it('is unknown where the connection ends before the answer, and unsent where it was never written', async () => {
    const { channel } = await withCarrier({ reconnectAfter: 60_000 }, { submit: () => 'drop' });
    expect(await channel.submit(part('Hi'))).toMatchObject({ outcome: 'unknown' });
    const giveUp = AbortSignal.timeout(20);
    expect(await channel.submit(part('Hi'), giveUp)).toMatchObject({ outcome: 'unsent', fault: { code: 'aborted' } });
  });

  it('is unsent where there was no connection for long', async () => {
    const { channel, smsc } = await withCarrier({ reconnectAfter: 60_000 }, {}, { patience: 30 });
    (await smsc.bound()).drop();
    while (channel.isUp) await new Promise((resolve) => setTimeout(resolve, 1));
    const outcomes = await Promise.all([channel.submit(part('Hi')), channel.submit(part('Ho'))]);
    expect(outcomes).toMatchObject(['not-bound', 'not-bound'].map((code) => ({ outcome: 'unsent', fault: { code } })));
    expect(smsc.submitted).toEqual([]);
  });

  it('is told later where the answer comes after its time', async () => {
    const { channel, seen, smsc } = await withCarrier({ answerWithin: 20 }, { submit: () => ({ delay: 60 }) });
    const sent = part('Hi');
    expect(await channel.submit(sent)).toMatchObject({ outcome: 'unknown', fault: { code: 'response-timeout' } });
    while (seen.late.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(seen.late).toEqual([[sent, '3e8', undefined]]);
    expect(smsc.submitted).toHaveLength(1);
  });
});

describe('a receipt', () => {
  it.each([
    [{ id: 'same', in: 'text' }, ['3e8', '1000']],
    [{ id: 'decimal', in: 'parameters' }, ['1000', '4096', '3e8']],
    [{ id: 'leading-zeros', in: 'both' }, ['3e8', '1000']],
  ] as const)('tells the id in the forms that it may have: %o', async (receipt, messageIds) => {
    const { channel, seen, smsc } = await withCarrier({}, { submit: () => ({ receipt }) });
    expect(await channel.submit(part('Hi'))).toMatchObject({ messageId: '3e8' });
    await smsc.until(() => seen.receipts.length > 0);
    const [told] = seen.receipts[0]!;
    expect(told).toMatchObject({ channel: 'carrier', state: 'delivered', recipient: '31612345678', messageIds });
  });

  it('has a reason where it failed, and its reference where the carrier gives it back', async () => {
    const { seen, smsc } = await withCarrier();
    const session = await smsc.bound();
    const short_message = new TextEncoder().encode('id:9 stat:UNDELIV err:011');
    const body = { source_addr: '31612345678', esm_class: esmClass({ type: 'receipt' }), short_message };
    await session.deliver(body, [tlv('user_message_reference', 77)]);
    const fault = { code: 'UNDELIV', text: 'Told UNDELIV, reason 011.' };
    expect(seen.receipts).toMatchObject([[{ messageIds: ['9'], state: 'failed', fault }, 77]]);
  });

  it('of a message on its way, or of a state that the carrier does not know, changes nothing', async () => {
    const { seen, smsc } = await withCarrier({ receiptIds: 'same' });
    const session = await smsc.bound();
    for (const state of [1, 6, 7]) {
      await session.deliver({ esm_class: esmClass({ type: 'intermediate-notification' }) }, [
        tlv('receipted_message_id', '0A'),
        tlv('message_state', state),
      ]);
    }
    expect(seen.receipts.map(([told]) => [told.state, told.messageIds])).toEqual(
      Array.from({ length: 3 }, () => ['submitted', ['0A']]),
    );
  });

  it('of a try of which more follow is not final: the message may still be delivered', async () => {
    const { seen, smsc } = await withCarrier();
    const session = await smsc.bound();
    const notified = (text: string) => ({
      esm_class: esmClass({ type: 'intermediate-notification' }),
      short_message: new TextEncoder().encode(text),
    });
    await session.deliver(notified('id:9 stat:UNDELIV err:011'));
    await session.deliver(notified('id:9 stat:DELIVRD'));
    expect(seen.receipts.map(([{ state, fault }]) => [state, fault])).toEqual([
      ['submitted', undefined],
      ['delivered', undefined],
    ]);
  });

  it('may be told by receipted_message_id and its text alone, and is no message then', async () => {
    const { seen, smsc } = await withCarrier();
    const session = await smsc.bound();
    const short_message = new TextEncoder().encode('STAT=x; Status: Delivered');
    await session.deliver({ source_addr: '31612345678', short_message }, [tlv('receipted_message_id', '9')]);
    expect([seen.parts, seen.receipts[0]?.[0]]).toMatchObject([[], { messageIds: ['9'], state: 'delivered' }]);
  });

  it('that names no message is answered, and passed over', async () => {
    const { seen, smsc } = await withCarrier();
    const session = await smsc.bound();
    const answer = await session.deliver({ esm_class: 4, short_message: new TextEncoder().encode('hello') });
    expect([answer.status, seen.receipts]).toEqual([0, []]);
  });
});

describe('a message that comes in', () => {
  it.each(['header', 'sar'] as const)('tells by %s which part it is', async (parts) => {
    const { seen, smsc } = await withCarrier();
    expect(await smsc.deliver({ from: '31612345678', to: '80808', text: long, parts, reference: 9 })).toEqual([
      0, 0, 0,
    ]);
    expect(seen.parts.map(({ concatenation }) => concatenation)).toEqual(
      [1, 2, 3].map((sequence) => ({ reference: 9, total: 3, sequence })),
    );
    expect(seen.parts.map(({ body }) => decodeGsm(body)).join('')).toBe(long);
    expect(seen.parts[0]).toMatchObject({ sender: '+31612345678', recipient: '80808', dataCoding: 0 });
  });

  it.each([
    [0x03, [0xe9, 0x40], {}, 'é@'],
    [0x06, [0xbf, 0xe0], {}, 'Пр'],
    [0x05, [0x83, 0x65], {}, 'テ'],
    [0x08, [0xd8, 0x3d, 0xdc, 0x4b], {}, '👋'],
    [0x00, [0x00, 0x1b, 0x65], {}, '@€'],
    [0x00, [0x40, 0xe9], { alphabet: 'latin-1' }, '@é'],
    [0x01, [0x00, 0x1b, 0x65], { textCoding: 1 }, '@€'],
    [0x11, [0x00], {}, '@'],
  ] as const)('is read by its data_coding, %i', async (data_coding, octets, settings, text) => {
    const { seen, smsc } = await withCarrier(settings);
    await (
      await smsc.bound()
    ).deliver({ source_addr: '31612345678', data_coding, short_message: Uint8Array.from(octets) });
    const [{ dataCoding, body }] = seen.parts as [InboundPart];
    expect(dataCoding === 8 ? decodeUcs2(body) : decodeGsm(body)).toBe(text);
  });

  it('may come by data_sm, in message_payload, and from a name', async () => {
    const { seen, smsc } = await withCarrier();
    const session = await smsc.bound();
    const body = { source_addr_ton: 5, source_addr: 'ACME', dest_addr_ton: 1, destination_addr: '14255550100' };
    const tlvs = [tlv('message_payload', Uint8Array.of(0x48, 0x69))];
    expect(await session.ask({ command: 'data_sm', sequence: 9, body, tlvs })).toMatchObject({ status: 0 });
    expect(seen.parts).toMatchObject([{ sender: 'ACME', recipient: '+14255550100', body: Uint8Array.of(0x48, 0x69) }]);
  });

  it('whose header lies about its length is text as a whole', async () => {
    const { seen, smsc } = await withCarrier();
    const short_message = Uint8Array.of(0x20, 0x48, 0x69);
    await (await smsc.bound()).deliver({ source_addr: '31612345678', esm_class: 0x40, short_message });
    expect(seen.parts).toMatchObject([{ header: new Uint8Array(0), body: short_message }]);
    expect(seen.parts[0]).not.toHaveProperty('concatenation');
  });

  it('is answered as refused where nobody has the number, and comes again where it could not be kept', async () => {
    const smsc = await carrier();
    let asked = 0;
    const message = async () => {
      if (asked++ === 0) throw new Error('the store is away');
      return 'refused' as const;
    };
    await channelTo(smsc, {}, { message });
    const session = await smsc.bound();
    const deliver = async () => (await session.deliver({ source_addr: '31612345678' })).status;
    expect([await deliver(), await deliver()]).toEqual([0x64, 0x66]);
  });
});

describe('a share of the account', () => {
  it('is its own connections, with their windows and their part of the rate', async () => {
    const smsc = await carrier();
    const { channel } = await channelTo(smsc, { connections: 3, window: 10 });
    const open = (): number => smsc.sessions.filter(({ isOpen, bind }) => isOpen && bind !== undefined).length;
    await smsc.until(() => open() === 3);
    expect(channel.window).toBe(30);
    channel.share(1, 2);
    await smsc.until(() => open() === 1);
    expect([channel.window, channel.isUp]).toEqual([10, true]);
    channel.share(0, 2);
    await smsc.until(() => open() === 2);
    expect(channel.window).toBe(20);
    channel.share(3, 4);
    await smsc.until(() => open() === 0);
    expect(channel.isUp).toBe(false);
    channel.share(0, 1);
    await smsc.until(() => open() === 3);
    expect(await channel.submit(part('Hi'))).toMatchObject({ outcome: 'accepted' });
  });
});

it('settings name the files of its password and of the authority of the carrier', async () => {
  const folder = temporaryFolder();
  try {
    const [caFile, passwordFile] = ['ca.pem', 'password'].map((name) => join(folder.path, name)) as [string, string];
    writeFileSync(caFile, sinkCertificate.cert);
    writeFileSync(passwordFile, `${password}\n`);
    const smsc = await carrier({}, { tls: sinkCertificate });
    const { channel } = await channelTo(smsc, { caFile, passwordFile, password: undefined });
    expect(await channel.submit(part('Hi'))).toMatchObject({ outcome: 'accepted' });
    expect((await smsc.bound()).bind!.body).toMatchObject({ system_id: 'postbus', password });
  } finally {
    folder.remove();
  }
});

it('settings name files, and it is told where they cannot be read', () => {
  const open = (more: Partial<SmppChannelSettings>) => () =>
    openSmppChannel({ name: 'c', hosts: [{ host: 'localhost', port: 1 }], systemId: 'p', ...more }, {} as never);
  expect(open({ passwordFile: '/no/such/file' })).toThrow(expect.objectContaining({ code: 'bad-settings' }));
  expect(open({ caFile: '/no/such/file', password })).toThrow(expect.objectContaining({ code: 'bad-settings' }));
});
