import { describe, expect, it } from 'vitest';
import {
  definitionByName,
  oneOffEntryId,
  oneOffUser,
  readReceiptGroup,
  receivedRepresentingGroup,
  recipientGroup,
  reportGroup,
  senderGroup,
  sentRepresentingGroup,
} from './index.ts';

describe('groups of properties that stand for one user, [MS-OXCMAIL] 2.6', () => {
  it.each([
    ['Sender', senderGroup],
    ['SentRepresenting', sentRepresentingGroup],
    ['ReceivedRepresenting', receivedRepresentingGroup],
    ['ReadReceipt', readReceiptGroup],
    ['Report', reportGroup],
    ['', recipientGroup],
  ])('of %s have what their names say', (user, group) => {
    for (const [what, definition] of Object.entries(group)) {
      const suffix = user === '' && what === 'name' ? 'DisplayName' : what[0]!.toUpperCase() + what.slice(1);
      expect(definition).toBe(definitionByName(`PidTag${user}${suffix}`));
    }
  });
});

describe('the user of an EntryID, [MS-OXCDATA] 2.2.5.1', () => {
  const user = { displayName: 'Anna', addressType: 'SMTP', emailAddress: 'anna@example.com' };
  it('is told by one that is one-off', () => {
    expect(oneOffUser(oneOffEntryId(user))).toEqual(user);
  });
  it('is nobody where it is cut short, of another kind, or none', () => {
    const entryId = oneOffEntryId(user);
    expect(
      [entryId.subarray(0, 40), entryId.subarray(0, 10), new Uint8Array(60), undefined, 'Anna'].map(oneOffUser),
    ).toEqual(Array(5).fill(undefined));
  });
});
