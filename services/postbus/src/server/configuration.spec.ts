import { readFileSync } from 'node:fs';
import { ConfigurationError } from '@postbus/platform';
import { describe, expect, it } from 'vitest';
import { configurationDocument } from './configuration-document.ts';
import { readConfiguration } from './configuration.ts';

const mistakesOf = (environment: NodeJS.ProcessEnv): string[] => {
  try {
    readConfiguration({ environment });
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.split('\n').slice(1);
    throw error;
  }
};

describe('the settings of postbus start', () => {
  it('ask nothing: all services, on loopback and ports above 1024', () => {
    const { services, ingest, sync, operations, admin } = readConfiguration({});
    expect(services).toEqual(['ingest', 'conversion', 'relay', 'sms-dispatch', 'sync', 'admin']);
    const { relay, submission, submissions, lmtp } = ingest;
    const listening = [relay, submission, submissions, lmtp, sync.http, sync.https, operations.listen];
    expect(listening.map((address) => ('port' in Object(address) ? (address as { port: number }).port : 0))).toEqual([
      2525, 2587, 2465, 2424, 8080, 8443, 9464,
    ]);
    expect(listening.every((address) => (address as { host: string }).host === '127.0.0.1')).toBe(true);
    expect(admin.listen).toBe('off');
  });

  it('refuse retentions under which an event could be redriven whose dedupe key or blob is gone', () => {
    const mistakes = mistakesOf({ POSTBUS_RETENTION_EVENTS: '20d', POSTBUS_RETENTION_BLOBS: '2d' });
    expect(mistakes).toHaveLength(2);
    expect(mistakes[0]).toMatch(/retention\.dedupe .*at least 34d.*not 30d/);
    expect(mistakes[1]).toMatch(/retention\.blobs .*at least 34d.*not 2d/);
  });

  it('refuse a certificate without its key, a key without its certificate, and no service at all', () => {
    expect(mistakesOf({ POSTBUS_TLS_CERTIFICATE: 'a.pem' })).toEqual([expect.stringContaining('tls.key')]);
    expect(mistakesOf({ POSTBUS_TLS_KEY: 'a.pem' })).toEqual([expect.stringContaining('tls.certificate')]);
    expect(mistakesOf({ POSTBUS_SERVICES: ',' })).toEqual([expect.stringContaining('services')]);
  });

  it('are in docs/configuration.md as they are; node tools/configuration-docs.ts writes it', () => {
    const page = new URL('../../../../docs/configuration.md', import.meta.url);
    expect(readFileSync(page, 'utf8')).toBe(configurationDocument());
  });
});
