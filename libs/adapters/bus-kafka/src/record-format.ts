/** Records as Kafka keeps them: key and headers as UTF-8 text, the value in its bytes. */
import type { BusRecord } from '@postbus/contracts';
import type { ReceivedRecord } from '@postbus/ports';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';

/** Of a record in a batch, beside its key, value and headers, and of each header. KIP-98 */
const recordOverhead = 32;
const headerOverhead = 10;

/** Bytes that the record takes in a batch, at most. */
export function recordBytes({ key, headers, value }: BusRecord): number {
  let bytes = recordOverhead + Buffer.byteLength(key) + value.byteLength;
  for (const name in headers) {
    bytes += headerOverhead + Buffer.byteLength(name) + Buffer.byteLength(headers[name]!);
  }
  return bytes;
}

/** @param now epoch milliseconds */
export function toMessage({ key, headers, value }: BusRecord, partition: number, now: number): Message {
  return { key, value: bytesOf(value), headers: { ...headers }, partition, timestamp: String(Math.round(now)) };
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Copies what it takes, so that a record that waits does not keep the whole answer of the broker in memory. */
export function fromMessage(message: KafkaMessage, topic: string, partition: number): ReceivedRecord {
  return {
    topic,
    partition,
    offset: Number(message.offset),
    publishedAt: Number(message.timestamp),
    key: message.key === null ? '' : message.key.toString(),
    headers: headersOf(message.headers),
    value: message.value === null ? new Uint8Array() : new Uint8Array(message.value),
  };
}

/** Of a header that comes twice, the last. */
function headersOf(headers: IHeaders | undefined): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    const last = Array.isArray(value) ? value.at(-1) : value;
    texts[name] = last === undefined ? '' : last.toString();
  }
  return texts;
}
