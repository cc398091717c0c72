/**
 * Kafka cannot delete one record: a dead letter that was put back is named by a marker, a later record of the same
 * `<topic>.dlq`, which belongs to the transaction that put it back.
 */
import type { BusRecord } from '@postbus/contracts';
import type { ReceivedRecord } from '@postbus/ports';

const redriven = 'postbus-dlq-redriven';

/** @param topic the topic of the dead letters  @param run names who put them back, so that it knows its own marker again */
export function redriveMarker(topic: string, run: string, offsets: readonly number[]): BusRecord {
  return { topic, key: run, headers: { [redriven]: offsets.join(',') }, value: new Uint8Array() };
}

/** The offsets of the dead letters that `record` names, or undefined where it is itself a dead letter. */
export function redrivenBy({ headers }: Pick<ReceivedRecord, 'headers'>): number[] | undefined {
  const named = headers[redriven];
  return named === undefined ? undefined : named.split(',').map(Number);
}
