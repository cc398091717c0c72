/**
 * What is done from time to time: blobs that nothing refers to are collected, old dedupe keys, text messages that ended
 * and entries of the audit log forgotten. docs/adr/0005
 */
import { channel } from 'node:diagnostics_channel';
import type { AuditLog, BlobStore, Clock, MailStore, TextMessageStore } from '@postbus/ports';
import type { Configuration } from './configuration.ts';

/** {condemned, removed, duration in milliseconds} */
export const housekeepingDone = channel('postbus.server.housekeeping-done');
/** {error}: it is tried again at its next time. */
export const housekeepingFailed = channel('postbus.server.housekeeping-failed');

export interface Housekeeping {
  /** Lets a round under way end. */
  stop(): Promise<void>;
}

export interface HousekeepingPorts {
  readonly blobs: BlobStore;
  readonly mailStore: MailStore;
  readonly textMessages: TextMessageStore;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

export function startHousekeeping(ports: HousekeepingPorts, retention: Configuration['retention']): Housekeeping {
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  const timer = setInterval(() => {
    running = running.then(() => (stopped ? undefined : keepHouse(ports, retention)));
  }, retention.every).unref();
  return {
    stop: () => {
      stopped = true;
      clearInterval(timer);
      return running;
    },
  };
}

/** One round; a failure is told, not thrown. */
export async function keepHouse(
  { blobs, mailStore, textMessages, audit, clock }: HousekeepingPorts,
  retention: Pick<Configuration['retention'], 'blobs' | 'dedupe' | 'audit'>,
): Promise<void> {
  const started = performance.now();
  try {
    const dedupeBefore = clock.now() - retention.dedupe;
    await mailStore.prune({ dedupeBefore });
    await textMessages.prune({ messagesBefore: dedupeBefore, receiptsBefore: dedupeBefore });
    await audit.prune(clock.now() - retention.audit);
    const collection = await blobs.collect({
      unusedSince: clock.now() - retention.blobs,
      referenced: (sha256) => mailStore.referencedBlobs(sha256),
    });
    housekeepingDone.publish({ ...collection, duration: performance.now() - started });
  } catch (error) {
    housekeepingFailed.publish({ error });
  }
}
