/**
 * Asks a Kafka cluster which brokers it has, by one Metadata request: no client, which would keep trying.
 * https://kafka.apache.org/protocol.html#The_Messages_Metadata
 */
import { once } from 'node:events';
import { type Socket, connect } from 'node:net';

/** Milliseconds for the connection and the answer. */
const patience = 3000;
/** An answer of a cluster of any size here; a larger one is not Kafka's. */
const mostBytes = 2 ** 20;

/** Metadata v1 with an empty list of topics: brokers alone. */
const request = Buffer.from(
  [
    '00000015', // bytes that follow
    '0003000100000001', // api key, version, correlation id
    '0007' + Buffer.from('postbus').toString('hex'), // client id
    '00000000', // topics
  ].join(''),
  'hex',
);

/**
 * @param brokers `host:port`, any of which may answer
 * @returns ids of the brokers that take part; empty where none answers
 */
export async function brokersThatAnswer(brokers: readonly string[]): Promise<number[]> {
  for (const broker of brokers) {
    const ids = await brokersToldBy(broker).catch(() => []);
    if (ids.length > 0) return ids;
  }
  return [];
}

async function brokersToldBy(broker: string): Promise<number[]> {
  const colon = broker.lastIndexOf(':');
  const host = broker.slice(0, colon).replace(/^\[|\]$/g, '');
  const socket = connect({ host, port: Number(broker.slice(colon + 1)) });
  const signal = AbortSignal.timeout(patience);
  try {
    await once(socket, 'connect', { signal });
    socket.write(request);
    return idsOf(await answer(socket, signal));
  } finally {
    socket.destroy();
  }
}

/** What follows the size of the answer. */
async function answer(socket: Socket, signal: AbortSignal): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  while (bytes.length < 4 || bytes.length < 4 + bytes.readUInt32BE(0)) {
    const [chunk] = (await once(socket, 'data', { signal })) as [Buffer];
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length > mostBytes) throw new Error('it is no Kafka');
  }
  return bytes.subarray(4);
}

/** Correlation id; then of each broker its id, host, port and rack. */
function idsOf(bytes: Buffer): number[] {
  const ids: number[] = [];
  let at = 8;
  for (let left = bytes.readInt32BE(4); left > 0; left--) {
    ids.push(bytes.readInt32BE(at));
    at += 4 + 2 + bytes.readInt16BE(at + 4) + 4;
    at += 2 + Math.max(0, bytes.readInt16BE(at));
  }
  return ids;
}
