import { smsObject } from '@postbus/oxosmms';
import type { SqliteStore } from '@postbus/store-sqlite';
import { manualClock } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FindSubmission } from './find-submission.ts';
import { type OpenMailbox, openMailbox, scope } from './mailbox.fixture.ts';
import { SubmitTextMessage } from './submit-text-message.ts';

const id = '00000000-0000-4000-8000-000000000001';

let store: SqliteStore;
let close: OpenMailbox['close'];
const clock = manualClock();

beforeEach(async () => {
  ({ store, close } = await openMailbox(clock));
});
afterEach(() => close());

const find = (name: string) => new FindSubmission(store.textMessages, store.mailStore).execute(scope, name);

function submit() {
  const object = smsObject({ origin: 'submitted', text: 'Hello', at: 0, recipients: [{ number: '+14255550123' }] });
  const submission = { id, scope, source: 'api', kind: 'sms', object, eventSource: '/test' } as const;
  return new SubmitTextMessage(store.mailStore, clock).execute(submission);
}

describe('a submission that is looked for', () => {
  it('leaves nothing behind where it never was: it can be submitted still', async () => {
    await expect(find(id)).rejects.toMatchObject({ code: 'no-such-text-message' });
    const { item, repeated } = await submit();
    expect(repeated).toBe(false);
    expect(await find(id)).toEqual({ id, messages: [], unplanned: item });
  });

  it('is found by its id in any case', async () => {
    const { item } = await submit();
    expect(await find(id.toUpperCase())).toEqual({ id, messages: [], unplanned: item });
  });

  it('is none of what is no id', async () => {
    for (const wrong of ['', '17', `${id}0`, `sms/${id}`, `${id}\n`, "' OR 1=1"])
      await expect(find(wrong)).rejects.toMatchObject({ code: 'no-such-text-message' });
  });
});
