import { describe, expect, it } from 'vitest';
import {
  MessageState,
  compareMessageIds,
  deliveryReceiptText,
  isFinalState,
  messageIdForm,
  messageIdForms,
  messageStateOf,
  messageStateText,
  readDeliveryReceipt,
  readReceiptDate,
  receiptDateText,
} from './index.ts';

const near = new Date('2026-11-21T12:00:00Z');
const read = (text: string, offsetMinutes = 0) => readDeliveryReceipt(text, { near, offsetMinutes });

describe('delivery receipts, SMPP 3.4 Appendix B', () => {
  const text =
    'id:0123456789 sub:001 dlvrd:001 submit date:2611210930 done date:2611210931 stat:DELIVRD err:000 text:Hello there';

  it('are read in the form of the appendix', () => {
    expect(read(text)).toEqual({
      id: '0123456789',
      submitted: 1,
      delivered: 1,
      submitDate: new Date('2026-11-21T09:30:00Z'),
      doneDate: new Date('2026-11-21T09:31:00Z'),
      state: MessageState.Delivered,
      stat: 'DELIVRD',
      error: '000',
      text: 'Hello there',
      further: new Map(),
    });
  });

  it('are written in that form', () => {
    const receipt = {
      id: '0123456789',
      state: MessageState.Delivered,
      submitDate: new Date('2026-11-21T09:30:00Z'),
      doneDate: new Date('2026-11-21T09:31:00Z'),
      text: 'Hello there',
    };
    expect(deliveryReceiptText(receipt)).toBe(text);
    expect(
      deliveryReceiptText({ ...receipt, state: MessageState.Undeliverable, error: '5', text: 'x'.repeat(30) }),
    ).toBe(
      'id:0123456789 sub:001 dlvrd:000 submit date:2611210930 done date:2611210931 stat:UNDELIV err:005 ' +
        `text:${'x'.repeat(20)}`,
    );
  });

  it.each([
    [
      'capitals and no blanks',
      'ID:7F Sub:001 Dlvrd:001 SubmitDate:2611210930 DoneDate:2611210931 Stat:delivrd Err:0 Text:',
      '7F',
    ],
    ['blanks behind colons', 'id: 42  stat: DELIVRD  err: 000', '42'],
    ['underscores', 'message_id:42 submit_date:2611210930 done_date:2611210931 status:DELIVERED', '42'],
    ['commas', 'id:42,sub:1,dlvrd:1,stat:DELIVRD,err:0', '42'],
    ['lines, and a NUL at the end', 'id:42\r\nstat:DELIVRD\r\nerr:000\0', '42'],
    ['another order', 'stat:DELIVRD err:000 id:42', '42'],
    ['a UUID', 'id:6f9619ff-8b86-d011-b42d-00cf4fc964ff stat:2', '6f9619ff-8b86-d011-b42d-00cf4fc964ff'],
    ['an id with a colon', 'id:smsc1:42 stat:DELIVRD', 'smsc1:42'],
  ])('are read with %s', (_what, receipt, id) => {
    expect(read(receipt)).toMatchObject({ id, state: MessageState.Delivered });
  });

  it('keep fields that the appendix does not have', () => {
    const receipt = read('id:1 stat:UNDELIV err:00B nack:52 mccmnc:20404 text:x y:z');
    expect(receipt!.further).toEqual(
      new Map([
        ['nack', '52'],
        ['mccmnc', '20404'],
      ]),
    );
    expect(receipt).toMatchObject({ error: '00B', text: 'x y:z' });
  });

  it('take nothing of the text of the message for a field', () => {
    const receipt = read('id:1 stat:DELIVRD text:id:2 stat:EXPIRED');
    expect(receipt).toMatchObject({ id: '1', state: MessageState.Delivered, text: 'id:2 stat:EXPIRED' });
  });

  it('are none where neither id nor status is', () => {
    expect(read('Meet me at 10:30, note: bring the keys')).toBeUndefined();
    expect(read('')).toBeUndefined();
  });

  it('keep a status that is not known', () => {
    expect(read('id:1 stat:SKIPPED')).toMatchObject({ stat: 'SKIPPED', state: undefined });
  });

  it.each(['a', 'a-', ' ', 'id:', 'a ', 'submit ', 'date: ', ' \t'])(
    'take time in proportion to their length: %j',
    (unit) => {
      const start = performance.now();
      read(unit.repeat(200_000));
      expect(performance.now() - start).toBeLessThan(2000);
    },
  );
});

describe('states of receipts', () => {
  it.each([
    ['ENROUTE', 1],
    ['DELIVRD', 2],
    ['Delivered', 2],
    ['EXPIRED', 3],
    ['DELETED', 4],
    ['UNDELIV', 5],
    ['NOT DELIVERED', 5],
    ['ACCEPTD', 6],
    ['UNKNOWN', 7],
    ['REJECTD', 8],
    ['REJECTED', 8],
    ['8', 8],
    ['03', 3],
  ])('%s is %i', (stat, state) => {
    expect(messageStateOf(stat)).toBe(state);
  });

  it('have the abbreviations of the appendix, and may be final', () => {
    const states = Object.values(MessageState);
    expect(states.map(messageStateText).map(messageStateOf)).toEqual(states);
    expect(states.every((state) => messageStateText(state).length === 7)).toBe(true);
    expect(states.filter((state) => !isFinalState(state))).toEqual([MessageState.Enroute, MessageState.Accepted]);
  });
});

describe('dates of receipts', () => {
  it.each([
    ['2611210930', '2026-11-21T09:30:00Z'],
    ['261121093015', '2026-11-21T09:30:15Z'],
    ['202611210930', '2026-11-21T09:30:00Z'],
    ['20261121093015', '2026-11-21T09:30:15Z'],
    ['2026-11-21 09:30:15', '2026-11-21T09:30:15Z'],
    ['1795253415000', '2026-11-21T09:30:15Z'],
    ['1795253415', '2026-11-21T09:30:15Z'],
    ['261121123015912+', '2026-11-21T09:30:15Z'],
    ['261121063015912-', '2026-11-21T09:30:15Z'],
  ])('%s is %s', (text, instant) => {
    expect(readReceiptDate(text, 0, near)).toEqual(new Date(instant));
  });

  it('of twelve digits that can be read in two ways are the nearer one', () => {
    expect(readReceiptDate('201211100915', 0, new Date('2012-11-10T00:00:00Z'))).toEqual(
      new Date('2012-11-10T09:15:00Z'),
    );
    expect(readReceiptDate('201211100915', 0, new Date('2020-12-11T00:00:00Z'))).toEqual(
      new Date('2020-12-11T10:09:15Z'),
    );
  });

  it('of ten digits are seconds since 1970 only where no nearer date is written', () => {
    expect(readReceiptDate('2611210930', 0, near)).toEqual(new Date('2026-11-21T09:30:00Z'));
    expect(readReceiptDate('1712251200', 0, new Date('2024-04-05Z'))).toEqual(new Date('2024-04-04T17:20:00Z'));
    expect(readReceiptDate('1712251200', 0, new Date('2017-12-26Z'))).toEqual(new Date('2017-12-25T12:00:00Z'));
  });

  it.each([
    '',
    '261321123015912+',
    '000000000000',
    '2613010930',
    '2602300930',
    '99',
    'NULL',
    '26112109301',
    '2611212430',
  ])('%j is none', (text) => {
    expect(readReceiptDate(text, 0, near)).toBeUndefined();
  });

  it('follow the clock of the carrier', () => {
    expect(readReceiptDate('2611210930', 60, near)).toEqual(new Date('2026-11-21T08:30:00Z'));
    expect(receiptDateText(new Date('2026-11-21T23:30:15Z'), { offsetMinutes: 60, seconds: true })).toBe(
      '261122003015',
    );
  });
});

describe('message ids, SMPP 3.4 5.2.23', () => {
  it.each([
    ['7b1c', '7b1c', 'exact'],
    ['7B1C', '7b1c', 'zeros'],
    ['0000007b1c', '7B1C', 'zeros'],
    ['0x7B1C', '7b1c', 'zeros'],
    ['7B1C', '31516', 'radix'],
    ['31516', '00007B1C', 'radix'],
    ['31516', '0000031516', 'zeros'],
    ['6f9619ff-8b86', '6F9619FF-8B86', 'zeros'],
    ['31516', '31517', undefined],
    ['abc', 'abd', undefined],
    ['000', '0', 'zeros'],
    ['ffffffffffffffff', '18446744073709551615', 'radix'],
  ])('%s and %s: %s', (submitted, receipted, match) => {
    expect(compareMessageIds(submitted, receipted)).toBe(match);
  });

  it('have a few forms to look a message up by, their own first', () => {
    expect(messageIdForm(' 00AB\0')).toBe('ab');
    expect([' ', '\0', '\u00a0'].map(messageIdForms)).toEqual([[' '], ['\0'], ['\u00a0']]);
    expect(messageIdForms('0010')).toEqual(['10', '16', 'a']);
    expect(messageIdForms('no number')).toEqual(['no number']);
    expect(messageIdForms('f'.repeat(65))).toHaveLength(1);
  });
});
