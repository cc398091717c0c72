import { type TextMessage, textMessageStates } from '@postbus/domain';
import { describe, expect, it } from 'vitest';
import { statusOf } from './submission-status.ts';

const message = (traits: Partial<TextMessage>): TextMessage => ({
  id: 'one',
  submission: 'all',
  tenant: 'default',
  mailbox: 'anna',
  kind: 'sms',
  source: 'api',
  recipients: [{ number: '+14255550123', name: 'Bert' }],
  channels: ['gateway'],
  state: 'queued',
  submittedAt: 0,
  dueAt: 1000,
  expiresAt: 2000,
  changedAt: 3000,
  ...traits,
});
const stateOf = (...states: TextMessage['state'][]): string =>
  statusOf(states.map((state) => message({ state }))).state;

describe('what became of a submission', () => {
  it('is what became of the recipient who is the furthest from having it', () => {
    expect(stateOf('delivered', 'sent')).toBe('sent');
    expect(stateOf('delivered', 'failed', 'sent')).toBe('failed');
    expect(stateOf('failed', 'unknown')).toBe('unknown');
    expect(stateOf('dispatched', 'unknown')).toBe('dispatched');
    expect(stateOf('scheduled', 'delivered')).toBe('scheduled');
    for (const state of textMessageStates) expect(stateOf(state)).toBe(state);
  });

  it('has ended once nothing of it waits or is with a channel', () => {
    const ended = (...states: TextMessage['state'][]) => statusOf(states.map((state) => message({ state }))).ended;
    expect(ended('delivered', 'unknown', 'cancelled')).toBe(true);
    expect(ended('delivered', 'dispatched')).toBe(false);
    expect(ended('queued')).toBe(false);
  });

  it('names the object as long as that lies in the Outbox, and no longer', () => {
    const objectOf = (...states: TextMessage['state'][]) =>
      statusOf(states.map((state) => message({ state, item: 7 }))).message;
    for (const state of ['queued', 'scheduled', 'dispatched'] as const) expect(objectOf('delivered', state)).toBe(7);
    for (const state of ['sent', 'failed', 'cancelled', 'unknown'] as const) expect(objectOf(state)).toBeUndefined();
  });

  it('tells times that RFC 3339 can, whatever its item says', () => {
    const year = 365.25 * 86_400_000;
    const { dueAt, expiresAt } = statusOf([message({ dueAt: 8100 * year, expiresAt: 20_000 * year })]);
    expect([dueAt, expiresAt]).toEqual(['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z']);
  });

  it('is told by recipient, with the parts of a carrier', () => {
    const states = ['planned', 'submitting', 'submitted', 'delivered', 'unknown'] as const;
    const carrier = { sender: '4242', userMessageReference: 1, parts: states.map((state) => ({ state })) };
    const fault = { code: 'no-answer', text: 'the carrier did not answer' };
    const told = statusOf([message({ state: 'unknown', channel: 'carrier', carrier, fault, sender: '4242' })]);
    expect(told).toEqual({
      id: 'all',
      kind: 'sms',
      source: 'api',
      state: 'unknown',
      ended: true,
      sender: '4242',
      submittedAt: '1970-01-01T00:00:00.000Z',
      dueAt: '1970-01-01T00:00:01.000Z',
      expiresAt: '1970-01-01T00:00:02.000Z',
      recipients: [
        {
          textMessage: 'one',
          number: '+14255550123',
          name: 'Bert',
          state: 'unknown',
          channel: 'carrier',
          code: 'no-answer',
          reason: 'the carrier did not answer',
          parts: { total: 5, submitted: 2, delivered: 1 },
          changedAt: '1970-01-01T00:00:03.000Z',
        },
      ],
    });
  });
});
