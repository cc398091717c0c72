/** The addresses of the listeners: answering where a server runs, free where none does. */
import { type NetConnectOpts, connect, createServer } from 'node:net';
import type { Health } from '../admin/operations.ts';
import type { Configuration } from '../server/configuration.ts';
import { counted } from '../terminal/numbers.ts';
import { type Finding, failed, ok } from './finding.ts';

type Address = { readonly host: string; readonly port: number } | { readonly path: string };

/** Milliseconds that a listener has to answer. */
const patience = 2000;

/** Whether each listener of the server that runs takes connections. */
export async function lookAtListeners({ listening }: Health): Promise<Finding> {
  const places = Object.entries(listening);
  const answers = await Promise.all(places.map(([, text]) => takesConnections(addressOf(text))));
  const silent = places.filter((_, index) => answers[index] !== true).map(([name, text]) => `${name} at ${text}`);
  return silent.length === 0
    ? ok('listeners', `${counted(places.length, 'listener')} answer`)
    : failed('listeners', `no answer from ${silent.join(', ')}`);
}

/** Whether each address of the settings could be listened on now. */
export async function lookAtPorts({ ingest, sync, operations }: Configuration): Promise<Finding> {
  const wanted: readonly (readonly [string, Address | 'off'])[] = [
    ['ingest.relay', ingest.relay],
    ['ingest.submission', ingest.submission],
    ['ingest.submissions', ingest.submissions],
    ['ingest.lmtp', ingest.lmtp],
    ['sync.http', sync.http],
    ['sync.https', sync.https],
    ['operations.listen', operations.listen],
  ];
  const taken: string[] = [];
  for (const [name, address] of wanted) {
    if (address === 'off' || 'path' in address) continue;
    const fault = await cannotListen(address);
    if (fault !== undefined) taken.push(`${name} ${address.host}:${address.port} (${fault})`);
  }
  return taken.length === 0
    ? ok('ports', 'free')
    : failed('ports', `cannot be listened on: ${taken.join(', ')}; other ones can be set`);
}

/** `http://127.0.0.1:8080`, `[::1]:25`, `unix:/run/lmtp.sock`, `/data/admin.sock` */
function addressOf(text: string): NetConnectOpts {
  const bare = text.replace(/^(?:https?:\/\/|unix:)/, '');
  if (bare.startsWith('/')) return { path: bare };
  const colon = bare.lastIndexOf(':');
  const host = bare.slice(0, colon).replace(/^\[|\]$/g, '');
  const any: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
  return { host: any[host] ?? host, port: Number(bare.slice(colon + 1)) };
}

function takesConnections(address: NetConnectOpts): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: patience } as NetConnectOpts);
    const end = (answered: boolean) => () => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}

/** The system's code, or undefined where it can be. */
function cannotListen({ host, port }: { readonly host: string; readonly port: number }): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
