import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PortError } from '@postbus/ports';
import { Metrics } from '../telemetry/metrics.ts';
import { Health } from './health.ts';
import { type OperationsServer, startOperationsServer } from './operations-server.ts';

describe('operations port', () => {
  const never = new Promise<void>(() => {});
  let metrics: Metrics;
  let health: Health;
  let server: OperationsServer;

  beforeEach(async () => {
    metrics = new Metrics({ service: 'postbus', version: '1.2.3' });
    health = new Health({ within: 20 });
    server = await startOperationsServer({ host: '127.0.0.1', port: 0 }, metrics, health);
  });
  afterEach(async () => {
    metrics.stop();
    await server.close();
  });

  const get = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${server.port}${path}`, { method });

  it('tells the metrics in the type that Prometheus asks for', async () => {
    const response = await get('/metrics');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toContain('postbus_build_info{version="1.2.3",service="postbus"} 1');
  });

  it('is alive whatever its dependencies are', async () => {
    health.depend('store', () => Promise.reject(new Error('away')));
    const response = await get('/healthz');
    expect([response.status, await response.json()]).toEqual([200, { status: 'alive' }]);
  });

  it('is ready when all its dependencies are there', async () => {
    health.depend('store', async () => {});
    health.depend('bus', async () => 5);
    const response = await get('/readyz?verbose');
    expect([response.status, await response.json()]).toEqual([
      200,
      { status: 'ready', checks: { store: 'ok', bus: 'ok' } },
    ]);
  });

  it('names each dependency that is not there, by a code, and those that do not answer', async () => {
    health.depend('store', async () => {});
    health.depend('bus', () => Promise.reject(new PortError('unavailable', 'MessageBus', 'broker 10.0.0.1 is away')));
    health.depend('blobs', () => never);
    health.depend('directory', () => {
      throw new TypeError('x');
    });
    const response = await get('/readyz');
    const checks = { store: 'ok', bus: 'unavailable', blobs: 'no-answer', directory: 'TypeError' };
    expect([response.status, await response.json()]).toEqual([503, { status: 'not-ready', checks }]);
  });

  it('is not ready while going down', async () => {
    health.drain();
    const response = await get('/readyz');
    expect([response.status, await response.json()]).toEqual([
      503,
      { status: 'not-ready', checks: { process: 'draining' } },
    ]);
  });

  it('answers 404 to other paths and 405 to other methods', async () => {
    expect((await get('/')).status).toBe(404);
    expect((await get('/toString')).status).toBe(404);
    expect((await get('/metrics', 'POST')).status).toBe(405);
    expect((await get('/healthz', 'HEAD')).status).toBe(200);
  });

  it('answers 500 where the metrics cannot be told', async () => {
    metrics.text = () => Promise.reject(new Error('no'));
    expect((await get('/metrics')).status).toBe(500);
  });
});
