import { describe, expect, it } from 'vitest';
import type { BusRecord } from '@postbus/contracts';
import type { TextMessage } from '@postbus/domain';
import { PortError, type Versioned } from '@postbus/ports';
import { advanceMessage } from './advance-message.ts';

const message: TextMessage = {
  id: '00000000-0000-4000-8000-000000000001',
  submission: '00000000-0000-4000-8000-000000000001',
  tenant: 't',
  mailbox: 'ann',
  kind: 'sms',
  source: 'api',
  recipients: [{ number: '+14255550123' }],
  channels: [],
  channel: 'phone',
  state: 'queued',
  submittedAt: 0,
  dueAt: 0,
  expiresAt: 1,
  changedAt: 0,
};

/** One message, of which another one takes `others` steps between our reading and our writing. */
class OneMessage {
  present: Versioned<TextMessage> | undefined = { value: message, version: 1 };
  readonly events: BusRecord[] = [];

  constructor(private others: number) {}

  async message(): Promise<Versioned<TextMessage> | undefined> {
    return this.present;
  }

  async put(value: TextMessage, ifVersion: number, events: readonly BusRecord[] = []): Promise<number> {
    if (this.others-- > 0 && this.present !== undefined)
      this.present = { value: { ...this.present.value, changedAt: this.others }, version: this.present.version + 1 };
    if (this.present?.version !== ifVersion) throw new PortError('conflict', 'TextMessageStore', 'another version');
    this.present = { value, version: ifVersion + 1 };
    this.events.push(...events);
    return ifVersion + 1;
  }
}

const expire = (before: TextMessage): TextMessage => ({ ...before, state: 'expired' });

describe('one step of a text message', () => {
  it('is made of what another one left, where that was quicker', async () => {
    const store = new OneMessage(3);
    const put = await advanceMessage(store, { value: message, version: 1 }, expire, '/test');
    expect(put).toMatchObject({ value: { state: 'expired', changedAt: 0 }, version: 5 });
    expect(store.events).toHaveLength(1);
  });

  it('is told where the state changes, and only then', async () => {
    const store = new OneMessage(0);
    await advanceMessage(store, { value: message, version: 1 }, (before) => ({ ...before, dueAt: 7 }), '/test');
    expect([store.present?.value.dueAt, store.events.length]).toEqual([7, 0]);
  });

  it('is not taken where there is nothing to do any more, or the message is gone', async () => {
    const store = new OneMessage(1);
    const once = (before: TextMessage) => (before === message ? expire(before) : undefined);
    expect(await advanceMessage(store, { value: message, version: 1 }, once, '/test')).toBeUndefined();
    expect(store.present?.value.state).toBe('queued');
    store.present = undefined;
    expect(await advanceMessage(store, { value: message, version: 1 }, expire, '/test')).toBeUndefined();
  });

  it('gives up after many lost races', async () => {
    const known = { value: message, version: 1 };
    await expect(advanceMessage(new OneMessage(1000), known, expire, '/test')).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});
