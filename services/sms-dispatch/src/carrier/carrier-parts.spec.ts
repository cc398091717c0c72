import type { CarrierSubmission, TextMessage, TextPart } from '@postbus/domain';
import { describe, expect, it } from 'vitest';
import { userMessageReferenceOf, withCarrier } from './carrier-parts.ts';

const message = { state: 'queued', changedAt: 1, recipients: [{ number: '+3161' }] } as unknown as TextMessage;

function submission(...states: TextPart['state'][]): CarrierSubmission {
  const parts = states.map((state): TextPart =>
    state === 'failed' ? { state, fault: { code: 'UNDELIV', text: '' } } : { state },
  );
  const userData = states.map(() => ({ dataCoding: 0, header: '', body: '' }));
  return { sender: '1', userMessageReference: 0xffff, userData, parts };
}

describe('the parts of a message', () => {
  it.each([
    [['planned', 'planned'], 'queued'],
    [['submitting', 'planned'], 'dispatched'],
    [['submitted', 'planned'], 'dispatched'],
    [['failed', 'submitting'], 'dispatched'],
    [['submitted', 'submitted'], 'sent'],
    [['delivered', 'submitted'], 'sent'],
    [['delivered', 'delivered'], 'delivered'],
    [['unknown', 'submitted'], 'unknown'],
    [['unknown', 'delivered'], 'unknown'],
    [['failed', 'unknown'], 'failed'],
    [['delivered', 'failed'], 'failed'],
  ] as const)('%j: %s', (states, state) => {
    const changed = withCarrier(message, submission(...states), 2);
    expect(changed).toMatchObject({ state, changedAt: state === 'queued' ? 1 : 2 });
    const code = { failed: 'UNDELIV', unknown: 'no-answer' }[state as string];
    expect(changed.fault?.code).toBe(code);
  });

  it('carry their texts as long as any of them is to be given to the carrier', () => {
    expect(withCarrier(message, submission('submitted', 'submitting'), 2).carrier).toHaveProperty('userData');
    expect(withCarrier(message, submission('submitted', 'unknown'), 2).carrier).not.toHaveProperty('userData');
  });

  it('have references that count on, over the end too', () => {
    expect([0, 1].map((index) => userMessageReferenceOf(submission('planned', 'planned'), index))).toEqual([0xffff, 0]);
  });
});
