import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { temporaryFolder } from '@postbus/testing';
import { type MessageBusFixture, messageBusContract } from '@postbus/testing/contract';
import { openEmbeddedBus } from './index.ts';

messageBusContract('bus-embedded', async () => openFixture(), { canStall: true });

function openFixture(): MessageBusFixture {
  const folder = temporaryFolder();
  const single = Array.from({ length: 4 }, () => `single.${randomUUID()}.v1`);
  const topics = Object.fromEntries(single.map((topic) => [topic, { partitions: 1 }]));
  const open = () => openEmbeddedBus({ folder: folder.path, topics, firstRetryWait: 4, longestRetryWait: 40 });
  let bus = open();
  return {
    get bus() {
      return bus;
    },
    newTopic: async (options) => (options?.partitions === 1 ? single.pop()! : `topic.${randomUUID()}.v1`),
    crash: async () => bus.abandon(),
    reopen: async () => (bus = open()),
    stall: async () => stallWrites(join(folder.path, 'bus.db')),
    dispose: async () => {
      bus.abandon();
      folder.remove();
    },
  };
}

/** Holds SQLite's write lock, as a backup tool might. */
function stallWrites(file: string): () => Promise<void> {
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  return async () => other.close();
}
