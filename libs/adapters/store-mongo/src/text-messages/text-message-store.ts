/** The TextMessageStore over MongoDB. */
import type { BusRecord } from '@postbus/contracts';
import type { ClaimedJob, MailboxId, MessageId, NewJob, TextMessage, TextMessageState } from '@postbus/domain';
import type {
  AccountShare,
  AddedTextMessage,
  CarrierReceipt,
  OptOut,
  ReceivedPart,
  TextMessageStore,
  Versioned,
} from '@postbus/ports';
import type { mongo } from 'mongoose';
import type { ClaimOfNew } from '../jobs/hold-new-job.ts';
import type { StoreCalls } from '../store-calls.ts';
import { upserted } from '../upserted.ts';
import { holdShare, releaseShare } from './account-shares.ts';
import { type ClaimedWriting, addClaimedMessage } from './add-claimed-message.ts';
import { keepReceipt, keptReceipts, nextReference, takeReceipts } from './carrier-receipts.ts';
import { addReceivedPart, keysSince, receivedParts, removeReceivedParts } from './received-parts.ts';
import {
  type TextMessageDocument,
  type TextMessageDocuments,
  messageOf,
  optOutId,
  textMessageDocuments,
  versioned,
} from './text-message-documents.ts';
import { addMessages, putMessage } from './text-message-writes.ts';

const entriesOfOnePage = 100;

export interface TextMessageStoreParts extends Omit<ClaimedWriting, 'messages'> {
  readonly calls: StoreCalls;
}

export class MongoTextMessageStore implements TextMessageStore {
  readonly #parts: TextMessageStoreParts;
  readonly #documents: TextMessageDocuments;

  constructor(parts: TextMessageStoreParts) {
    this.#parts = parts;
    this.#documents = textMessageDocuments(parts.mongo.connection);
  }

  add(messages: readonly AddedTextMessage[]): Promise<boolean[]> {
    return this.#run(({ messages: documents }) => addMessages({ ...this.#parts, messages: documents }, messages));
  }

  addClaimed(added: AddedTextMessage & { readonly job: NewJob }, claim: ClaimOfNew): Promise<ClaimedJob | undefined> {
    return this.#run(({ messages }) => addClaimedMessage({ ...this.#parts, messages }, added, claim));
  }

  put(
    message: TextMessage,
    ifVersion: number,
    events: readonly BusRecord[] = [],
    parted: readonly AddedTextMessage[] = [],
  ): Promise<number> {
    const put = { message, ifVersion, events, parted };
    return this.#run(({ messages }) => putMessage({ ...this.#parts, messages }, put));
  }

  message(id: string): Promise<Versioned<TextMessage> | undefined> {
    return this.#run(async ({ messages }) => {
      const found = await messages.findOne({ _id: id });
      return found === null ? undefined : versioned(found);
    });
  }

  ofSubmission(submission: string): Promise<Versioned<TextMessage>[]> {
    return this.#versioned({ submission }, { _id: 1 });
  }

  ofItem(mailbox: MailboxId, item: MessageId): Promise<Versioned<TextMessage>[]> {
    return this.#versioned({ mailbox, item });
  }

  forPhones(mailbox: MailboxId): Promise<Versioned<TextMessage>[]> {
    return this.#versioned({ mailbox, phoneSince: { $gte: 0 } }, { phoneSince: 1, _id: 1 });
  }

  list(
    mailbox: MailboxId,
    options: { readonly after?: string; readonly limit: number; readonly states?: readonly TextMessageState[] },
  ): Promise<TextMessage[]> {
    const { after, limit, states } = options;
    return this.#run(async ({ messages }) => {
      const last = after === undefined ? undefined : await messages.findOne({ _id: after, mailbox });
      if (last === null) return [];
      const filter = {
        mailbox,
        ...(last !== undefined && before(last)),
        ...(states !== undefined && { state: { $in: [...states] } }),
      };
      const found = await messages.find(filter).sort({ submittedAt: -1, _id: -1 }).limit(limit).toArray();
      return found.map(messageOf);
    });
  }

  countSince(
    of: { readonly mailbox: MailboxId } | { readonly number: string },
    since: number,
    most: number,
  ): Promise<number> {
    const whose = 'mailbox' in of ? { mailbox: of.mailbox } : { numbers: of.number };
    return this.#run(({ messages }) =>
      messages.countDocuments({ ...whose, submittedAt: { $gte: since } }, { limit: most }),
    );
  }

  lastTo(mailbox: MailboxId, number: string): Promise<TextMessage | undefined> {
    return this.#run(async ({ messages }) => {
      const found = await messages.findOne({ mailbox, numbers: number }, { sort: { submittedAt: -1 } });
      return found === null ? undefined : messageOf(found);
    });
  }

  counts(): Promise<{ readonly channel: string; readonly state: TextMessageState; readonly messages: number }[]> {
    return this.#run(async ({ messages }) => {
      const found = await messages
        .aggregate<{ readonly _id: Pick<TextMessageDocument, 'channel' | 'state'>; readonly messages: number }>([
          { $match: { channel: { $gte: '' } } },
          { $group: { _id: { channel: '$channel', state: '$state' }, messages: { $sum: 1 } } },
          { $sort: { _id: 1 } },
        ])
        .toArray();
      return found.map(({ _id, messages }) => ({ channel: _id.channel, state: _id.state, messages }));
    });
  }

  /** Of several that have a name which the carrier gave again, the newest is meant. */
  findPart(
    channel: string,
    messageIds: readonly string[],
  ): Promise<{ readonly message: Versioned<TextMessage>; readonly part: number } | undefined> {
    return this.#run(async ({ messages }) => {
      const found = await messages.find({ channel, messageIds: { $in: [...messageIds] } }).toArray();
      const newestFirst = found.toSorted((a, b) => b.submittedAt - a.submittedAt);
      for (const messageId of messageIds) {
        const document = newestFirst.find((one) => one.messageIds?.includes(messageId));
        if (document === undefined) continue;
        const message = versioned(document);
        const parts = message.value.carrier?.parts ?? [];
        return { message, part: parts.findIndex((part) => part.messageId === messageId) };
      }
      return undefined;
    });
  }

  keepReceipt(receipt: CarrierReceipt, most: number): Promise<void> {
    return this.#run(({ receipts }) => keepReceipt(receipts, receipt, most, this.#now()));
  }

  keptReceipts(channel: string, messageId: string): Promise<CarrierReceipt[]> {
    return this.#run(({ receipts }) => keptReceipts(receipts, channel, messageId));
  }

  takeReceipts(channel: string, messageId: string): Promise<CarrierReceipt[]> {
    return this.#run(({ receipts }) => takeReceipts(receipts, channel, messageId));
  }

  nextReference(channel: string, number: string): Promise<number> {
    return this.#run(({ references }) => nextReference(references, channel, number, this.#now()));
  }

  addReceivedPart(part: ReceivedPart): Promise<ReceivedPart[]> {
    return this.#run(({ received }) => addReceivedPart(received, part));
  }

  incompleteSince(before: number, limit: number): Promise<string[]> {
    return this.#run(({ received }) => keysSince(received, before, limit));
  }

  receivedParts(key: string): Promise<ReceivedPart[]> {
    return this.#run(({ received }) => receivedParts(received, key));
  }

  removeReceivedParts(key: string, most: number): Promise<boolean> {
    return this.#run(({ received }) => removeReceivedParts(received, key, most));
  }

  optOut({ number, sender, at }: OptOut): Promise<void> {
    return this.#run(async ({ optOuts }) => {
      const document = { number, sender, at };
      await upserted(() =>
        optOuts.findOneAndUpdate(
          { _id: optOutId(number, sender) },
          { $set: document },
          { upsert: true, returnDocument: 'after' },
        ),
      );
    });
  }

  optIn(number: string, sender: string): Promise<boolean> {
    return this.#run(async ({ optOuts }) => {
      const { deletedCount } = await optOuts.deleteOne({ _id: optOutId(number, sender) });
      return deletedCount > 0;
    });
  }

  isOptedOut(number: string, sender: string): Promise<boolean> {
    return this.#run(async ({ optOuts }) => (await optOuts.findOne({ _id: optOutId(number, sender) })) !== null);
  }

  optOuts(
    page: { readonly after?: Pick<OptOut, 'number' | 'sender'>; readonly limit?: number } = {},
  ): Promise<OptOut[]> {
    const { after, limit = entriesOfOnePage } = page;
    const filter = after === undefined ? {} : { _id: { $gt: optOutId(after.number, after.sender) } };
    return this.#run(async ({ optOuts }) => {
      const found = await optOuts.find(filter).sort({ _id: 1 }).limit(limit).toArray();
      return found.map(({ number, sender, at }) => ({ number, sender, at }));
    });
  }

  holdShare(account: string, owner: string, duration: number): Promise<AccountShare> {
    return this.#run(({ shares }) => {
      const now = this.#now();
      return holdShare(shares, account, owner, now, now + duration);
    });
  }

  releaseShare(account: string, owner: string): Promise<void> {
    return this.#run(({ shares }) => releaseShare(shares, account, owner));
  }

  prune(before: { readonly messagesBefore: number; readonly receiptsBefore: number }): Promise<void> {
    const { messagesBefore, receiptsBefore } = before;
    return this.#run(async ({ messages, references, receipts }) => {
      await messages.deleteMany({ endedAt: { $lt: messagesBefore } });
      await references.deleteMany({ usedAt: { $lt: messagesBefore } });
      await receipts.deleteMany({ keptAt: { $lt: receiptsBefore } });
    });
  }

  #versioned(filter: mongo.Filter<TextMessageDocument>, sort: mongo.Sort = {}): Promise<Versioned<TextMessage>[]> {
    return this.#run(async ({ messages }) => (await messages.find(filter).sort(sort).toArray()).map(versioned));
  }

  #run<Result>(call: (documents: TextMessageDocuments) => Promise<Result>): Promise<Result> {
    return this.#parts.calls.run(() => call(this.#documents));
  }

  #now(): number {
    return this.#parts.mongo.clock.now();
  }
}

/** Those after `last` in a list whose newest come first. */
function before({ submittedAt, _id }: TextMessageDocument): mongo.Filter<TextMessageDocument> {
  return {
    submittedAt: { $lte: submittedAt },
    $or: [{ submittedAt: { $lt: submittedAt } }, { submittedAt, _id: { $lt: _id } }],
  };
}
