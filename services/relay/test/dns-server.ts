/** A name server for tests, over UDP on the loopback address. RFC 1035 4 */
import { type RemoteInfo, createSocket } from 'node:dgram';
import { once } from 'node:events';

/** By name: record data by type, or the response code to fail with. A name that is not there gets NXDOMAIN. */
export type DnsZone = Readonly<
  Record<string, { readonly [type in keyof typeof recordTypes]?: readonly Buffer[] } | 'SERVFAIL' | 'REFUSED'>
>;

const recordTypes = { A: 1, MX: 15, AAAA: 28 } as const;
const responseCodes = { SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

export async function startDnsServer(zone: DnsZone): Promise<{ readonly address: string; close(): Promise<void> }> {
  const socket = createSocket('udp4');
  socket.on('message', (query: Buffer, { port, address }: RemoteInfo) =>
    socket.send(answer(query, zone), port, address),
  );
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}

function answer(query: Buffer, zone: DnsZone): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length).toLowerCase());
    at += 1 + length;
  }
  const type = query.readUInt16BE(at + 1);
  const found = zone[labels.join('.')] ?? 'NXDOMAIN';
  const code = typeof found === 'string' ? responseCodes[found] : 0;
  const records =
    typeof found === 'string'
      ? []
      : Object.entries(found).flatMap(([name, data]) =>
          recordTypes[name as keyof typeof recordTypes] === type ? data : [],
        );
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, query.subarray(12, at + 5), ...records.map((data) => record(type, data))]);
}

/** Its name points back to the question. */
function record(type: number, data: Buffer): Buffer {
  const head = Buffer.from([0xc0, 0x0c, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length]);
  return Buffer.concat([head, data]);
}

export function mxData(priority: number, exchange: string): Buffer {
  const labels = exchange
    .split('.')
    .filter(Boolean)
    .map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  return Buffer.concat([Buffer.from([priority >> 8, priority & 0xff]), ...labels, Buffer.from([0])]);
}
