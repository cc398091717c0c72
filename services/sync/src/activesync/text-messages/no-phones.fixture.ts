import type { PhoneQueue } from '../phone-relay/phone-queue.ts';

/** The queue of a mailbox none of whose devices sends. */
export const noPhones: PhoneQueue = {
  changes: async () => ({ adds: [], deletes: [], more: false }),
  hasChanges: async () => false,
  estimate: async () => 0,
  acknowledged: async () => undefined,
  deleted: async () => false,
  matched: async () => undefined,
};
