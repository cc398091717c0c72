/** What Java's own client makes of what the bus does: the partition of a key, and a record as it lies in Kafka. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { murmur2, partitionOf } from '@postbus/bus-partitions';
import { temporaryFolder } from '@postbus/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterWorld, brokers } from './cluster.fixture.ts';

const libs = process.env['POSTBUS_KAFKA_LIBS'];

const program = `
import java.util.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

public class Postbus {
  static final HexFormat HEX = HexFormat.of();

  public static void main(String[] arguments) {
    murmur2();
    consume(arguments[0], arguments[1], Integer.parseInt(arguments[2]));
  }

  static void murmur2() {
    var keys = new Scanner(System.in);
    while (keys.hasNextLine()) {
      int hash = Utils.murmur2(HEX.parseHex(keys.nextLine()));
      System.out.println("murmur2 " + hash + " " + Utils.toPositive(hash));
    }
  }

  static void consume(String brokers, String topic, int partition) {
    var settings = Map.<String, Object>of("bootstrap.servers", brokers, "auto.offset.reset", "earliest");
    var at = new TopicPartition(topic, partition);
    try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(at));
      consumer.seekToBeginning(List.of(at));
      for (var record : consumer.poll(java.time.Duration.ofSeconds(20))) {
        System.out.println("key " + HEX.formatHex(record.key()));
        System.out.println("value " + HEX.formatHex(record.value()));
        System.out.println("time " + record.timestampType().name + " " + record.timestamp());
        for (var header : record.headers()) System.out.println("header " + HEX.formatHex(header.key().getBytes(java.nio.charset.StandardCharsets.UTF_8)) + " " + HEX.formatHex(header.value()));
      }
    }
  }
}
`;

const letters = ['a', 'Z', '0', '-', ' ', 'ß', 'é', '鍵', '🔑', '\u0000', '\uFEFF'];
const text = (length: number): string =>
  Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join('');
const hex = (utf8: string): string => Buffer.from(utf8).toString('hex');

describe.skipIf(brokers === undefined || libs === undefined)("Java's client", () => {
  const keys = Array.from({ length: 400 }, (_, length) => text(length % 67));
  const record = {
    topic: 'foreign.v1',
    key: 'schlüssel 鍵 🔑',
    headers: { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', 'x-ü': 'wért 値', empty: '' },
    value: randomBytes(3000),
  };
  const folder = temporaryFolder();
  const started = Date.now();
  let world: ClusterWorld;
  let told: string[];
  beforeAll(async () => {
    world = await ClusterWorld.open();
    await (await world.bus()).publish([record]);
    const file = join(folder.path, 'Postbus.java');
    writeFileSync(file, program);
    const where = [brokers!.join(','), world.options.prefix + record.topic, String(partitionOf(record.key, 4))];
    const parameters = ['-XX:TieredStopAtLevel=1', '-cp', `${libs}/*`, file, ...where];
    const input = keys.map((key) => `${hex(key)}\n`).join('');
    told = execFileSync('java', parameters, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] }).split('\n');
  });
  afterAll(async () => {
    await world.dispose();
    folder.remove();
  });

  it('puts every key on the same partition', () => {
    const hashes = told.filter((line) => line.startsWith('murmur2 '));
    expect(hashes).toHaveLength(keys.length);
    for (const [index, key] of keys.entries()) {
      const [, hash, positive] = hashes[index]!.split(' ').map(Number);
      expect(murmur2(Buffer.from(key))).toBe(hash);
      expect(partitionOf(key, 64)).toBe(positive! % 64);
    }
  });

  it('reads key, headers and bytes as they were published', () => {
    const [key, value, time, ...headers] = told.filter((line) => line !== '' && !line.startsWith('murmur2 '));
    expect(key).toBe(`key ${hex(record.key)}`);
    expect(value).toBe(`value ${record.value.toString('hex')}`);
    expect(headers).toEqual(Object.entries(record.headers).map(([name, text]) => `header ${hex(name)} ${hex(text)}`));
    expect(time).toMatch(/^time CreateTime \d+$/);
    expect(Number(time!.split(' ')[2])).toBeGreaterThanOrEqual(started);
  });
});
