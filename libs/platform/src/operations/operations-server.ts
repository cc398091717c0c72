/**
 * The port for whoever runs Postbus: `/metrics`, `/healthz` (alive) and `/readyz` (dependencies there).
 * It tells no contents, but belongs on an address that only the operator reaches.
 */
import { once } from 'node:events';
import { type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Endpoint } from '../configuration/kinds.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Health } from './health.ts';

export interface OperationsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Milliseconds; requests here are short. Stops connections that are held open for nothing. */
const requestTimeout = 10_000;
const mostConnections = 100;

/** @param endpoint port 0 takes a free one */
export async function startOperationsServer(
  endpoint: Endpoint,
  metrics: Metrics,
  health: Health,
): Promise<OperationsServer> {
  const answers: Readonly<Record<string, (response: ServerResponse) => Promise<void>>> = {
    '/metrics': async (response) => send(response, 200, metrics.contentType, await metrics.text()),
    '/healthz': async (response) => send(response, 200, 'application/json', '{"status":"alive"}\n'),
    '/readyz': async (response) => {
      const { ready, checks } = await health.readiness();
      const body = JSON.stringify({ status: ready ? 'ready' : 'not-ready', checks });
      send(response, ready ? 200 : 503, 'application/json', `${body}\n`);
    },
  };
  const server = createServer({ requestTimeout, headersTimeout: requestTimeout }, (request, response) => {
    const answer = answers[(request.url ?? '').split('?')[0] ?? ''];
    if (answer === undefined) return send(response, 404, 'text/plain', 'not found\n');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return send(response, 405, 'text/plain', 'GET or HEAD\n');
    answer(response).catch(() => send(response, 500, 'text/plain', 'it could not be told\n'));
  });
  server.maxConnections = mostConnections;
  server.listen(endpoint.port, endpoint.host);
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
