import { utf8Bytes, utf8Text } from '@postbus/bytes';
import { describe, expect, it } from 'vitest';
import { accountChanged } from './account-changed.v1.ts';
import { type BusRecord, fromRecord, toRecord } from './cloud-event.ts';
import { mailReceived } from './mail-received.v1.ts';
import { examples } from './example-events.ts';
import { topicNamed, topics } from './topics.ts';

const metadata = { id: '1234-1234-1234', source: '/mycontext/subcontext' };
const time = new Date('2018-04-05T03:56:24Z');
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const account = examples.accountChanged;
const record = (changes: Partial<BusRecord> = {}): BusRecord => ({
  ...toRecord(accountChanged, account, metadata, time),
  ...changes,
});
const withHeader = (name: string, value: string | undefined): BusRecord => {
  const headers: Record<string, string> = Object.fromEntries(
    Object.entries(record().headers).filter(([key]) => key !== name),
  );
  if (value !== undefined) headers[name] = value;
  return record({ headers });
};

describe('events as records, CloudEvents Kafka binding 3', () => {
  it('maps attributes to headers as the example of 3.2.5 does', () => {
    expect(record().headers).toEqual({
      ce_specversion: '1.0',
      ce_type: 'org.postbus.account.changed.v1',
      ce_source: '/mycontext/subcontext',
      ce_id: '1234-1234-1234',
      ce_time: '2018-04-05T03:56:24.000Z',
      'content-type': 'application/json; charset=utf-8',
    });
  });

  it('puts the data alone in the value, as UTF-8 JSON', () => {
    const { value } = toRecord(accountChanged, { ...account, account: 'Jürgen' }, metadata, time);
    expect(JSON.parse(Buffer.from(value).toString('utf8'))).toEqual({ ...account, account: 'Jürgen' });
  });

  it("takes the topic's key as the key of the record", () => {
    expect(record().key).toBe(account.account);
  });

  it('gives back what was put in, for every topic', () => {
    for (const [name, topic] of Object.entries(topics)) {
      const data = examples[name as keyof typeof topics];
      const sent = toRecord(topicNamed(topic.name)!, data, { ...metadata, traceparent }, time);
      expect(fromRecord(topicNamed(topic.name)!, sent)).toEqual({
        ...metadata,
        traceparent,
        time: '2018-04-05T03:56:24.000Z',
        data,
      });
    }
  });

  it('refuses to send what the schema refuses, naming the field', () => {
    const wrong = { ...examples.mailReceived, recipients: [{ mailbox: '', address: 'a@b' }] };
    expect(() => toRecord(mailReceived, wrong, metadata, time)).toThrow(
      expect.objectContaining({ code: 'invalid-event', path: 'recipients.0.mailbox', retryable: false }),
    );
  });

  it('drops fields that it does not know', () => {
    const value = utf8Bytes(JSON.stringify({ ...account, later: true }));
    expect(fromRecord(accountChanged, record({ value })).data).toEqual(account);
  });

  it.each([
    ['ce_specversion', undefined, 'missing-attribute'],
    ['ce_specversion', '0.3', 'unsupported-version'],
    ['ce_id', undefined, 'missing-attribute'],
    ['ce_source', undefined, 'missing-attribute'],
    ['ce_type', undefined, 'missing-attribute'],
    ['ce_type', 'org.postbus.mail.received.v1', 'wrong-type'],
  ])('refuses a record whose %s is %s', (name, value, code) => {
    expect(() => fromRecord(accountChanged, withHeader(name, value))).toThrow(
      expect.objectContaining({ code, path: name }),
    );
  });

  it.each([
    ['not JSON', utf8Bytes('{')],
    ['not UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
    ['empty', new Uint8Array()],
  ])('refuses a body that is %s', (_, value) => {
    expect(() => fromRecord(accountChanged, record({ value }))).toThrow(expect.objectContaining({ code: 'not-json' }));
  });

  it('refuses a body that the schema refuses', () => {
    const value = utf8Bytes(JSON.stringify({ ...account, version: 0 }));
    expect(() => fromRecord(accountChanged, record({ value }))).toThrow(
      expect.objectContaining({ code: 'invalid-event', path: 'version' }),
    );
  });

  it('carries traceparent by its own name, and ignores one that is not valid', () => {
    expect(toRecord(accountChanged, account, { ...metadata, traceparent }, time).headers['traceparent']).toBe(
      traceparent,
    );
    expect(fromRecord(accountChanged, withHeader('traceparent', traceparent)).traceparent).toBe(traceparent);
    expect(fromRecord(accountChanged, withHeader('traceparent', 'nonsense'))).not.toHaveProperty('traceparent');
  });

  it('writes no content into an error', () => {
    const value = utf8Bytes(JSON.stringify({ ...account, change: 'a secret' }));
    const failed = () => fromRecord(accountChanged, record({ value }));
    expect(failed).toThrow(expect.objectContaining({ message: expect.not.stringContaining('a secret') as string }));
    expect(utf8Text(value)).toContain('a secret');
  });
});
