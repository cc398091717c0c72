/** Opens the store over a connection to MongoDB that was made before, and is closed after it. */
import type { IndexSpec, MongoConnection } from '@postbus/mongo-connection';
import type {
  AuditLog,
  DeviceStore,
  Directory,
  JobStore,
  MailStore,
  SmimeStore,
  TextMessageStore,
} from '@postbus/ports';
import { auditIndexes } from './audit/audit-document.ts';
import { MongoAuditLog } from './audit/audit-log.ts';
import { blobReferenceIndexes } from './blob-references/blob-references.ts';
import { bulkWriter } from './bulk-write.ts';
import { deviceCollections } from './devices/device-document.ts';
import { MongoDeviceStore } from './devices/device-store.ts';
import { directoryIndexes } from './directory/account-document.ts';
import { MongoDirectory } from './directory/directory.ts';
import { jobIndexes, pruneJobKeys } from './jobs/job-document.ts';
import { laneIndexes } from './jobs/job-lanes.ts';
import { MongoJobStore } from './jobs/job-store.ts';
import { turnIndexes } from './jobs/job-turns.ts';
import { AbandonedDocuments } from './mail/abandoned-documents.ts';
import { forgetApplied } from './mail/dedupe-keys.ts';
import { mailDocuments, mailIndexes } from './mail/mail-documents.ts';
import { MongoMailStore } from './mail/mail-store.ts';
import { migrations } from './migrations/index.ts';
import { outboxIndexes } from './outbox/outbox-document.ts';
import { MongoOutbox } from './outbox/outbox.ts';
import { OutboxWriter } from './outbox/outbox-writer.ts';
import { MongoSmimeStore } from './smime/smime-store.ts';
import { StoreCalls } from './store-calls.ts';
import { textMessageIndexes } from './text-messages/text-message-documents.ts';
import { MongoTextMessageStore } from './text-messages/text-message-store.ts';

export interface MongoStore {
  readonly mailStore: MailStore;
  readonly jobStore: JobStore;
  readonly directory: Directory;
  readonly deviceStore: DeviceStore;
  readonly smimeStore: SmimeStore;
  readonly textMessages: TextMessageStore;
  readonly auditLog: AuditLog;
  /** Waits for the calls that run, and takes no more; the connection stays open. */
  close(): Promise<void>;
}

/** What documents of a mailbox there are, beside its own. */
const collectionsOfMailbox = [
  'objects',
  'messages',
  'tombstones',
  'folder_tombstones',
  'folders',
  'dedupe_keys',
  'property_names',
  ...deviceCollections,
];

const indexes: readonly IndexSpec[] = [
  ...mailIndexes,
  ...outboxIndexes,
  ...blobReferenceIndexes,
  ...jobIndexes,
  ...laneIndexes,
  ...turnIndexes,
  ...directoryIndexes,
  ...auditIndexes,
  ...textMessageIndexes,
];

/**
 * Brings the database to this version's collections and indexes first.
 * @throws {MongoSetupError} `schema-newer`, `schema-changed`, `index-differs`
 * @throws {PortError} `unavailable`
 */
export async function openMongoStore(mongo: MongoConnection): Promise<MongoStore> {
  await mongo.migrate(migrations);
  await mongo.ensureIndexes(indexes);
  const { connection, clock } = mongo;
  const calls = new StoreCalls();
  const documents = mailDocuments(connection);
  const bulkWrite = await calls.run(() => bulkWriter(connection));
  const outboxWriter = new OutboxWriter();
  const abandoned = new AbandonedDocuments({ mongo, documents, bulkWrite, calls, collectionsOfMailbox });
  const jobStore = new MongoJobStore(mongo, calls);
  const close = (): Promise<void> => calls.close();
  abandoned.remove();
  return {
    mailStore: new MongoMailStore({
      mongo,
      documents,
      bulkWrite,
      outboxWriter,
      abandoned,
      calls,
      outbox: new MongoOutbox(connection, outboxWriter, clock, calls),
      forgetKeys: async (before) => {
        await forgetApplied(documents.dedupeKeys, before);
        await pruneJobKeys(connection, before);
      },
      close,
    }),
    jobStore,
    directory: new MongoDirectory({ mongo, calls, bulkWrite, outboxWriter }),
    deviceStore: new MongoDeviceStore(mongo, documents.mailboxes, calls),
    smimeStore: new MongoSmimeStore(connection, calls),
    textMessages: new MongoTextMessageStore({
      mongo,
      calls,
      bulkWrite,
      outboxWriter,
      holdNewJob: (job, claim) => jobStore.holdNew(job, claim),
    }),
    auditLog: new MongoAuditLog(connection, calls),
    close,
  };
}
