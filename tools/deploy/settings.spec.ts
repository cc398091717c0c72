import { describe, expect, it } from 'vitest';
import { serviceOf } from './process.ts';
import { settingsMistakes } from './settings.ts';

const cluster = {
  POSTBUS_MODE: 'cluster',
  POSTBUS_KAFKA_BROKERS: 'kafka:9092',
  POSTBUS_MONGO_URL: 'mongodb://mongo/?replicaSet=rs0',
};
const sync = { place: 'here', command: ['node', 'services/sync/dist/main.js'], mounts: ['/tls'] };

describe('what a deployment tells a process', () => {
  it('passes settings that exist and go together', () => {
    const environment = {
      ...cluster,
      POSTBUS_TLS_CERTIFICATE: '/tls/tls.crt',
      POSTBUS_TLS_KEY: '/tls/tls.key',
      PATH: '/bin',
    };
    expect(settingsMistakes({ ...sync, environment })).toEqual([]);
  });

  it.each([
    ['a variable that no setting has', { POSTBUS_KAFKA_BROKER: 'kafka:9092' }, 'POSTBUS_KAFKA_BROKER is no setting'],
    ['a value that it does not take', { POSTBUS_SYNC_DRAIN: '5 minutes' }, 'a duration'],
    ['settings that do not go together', { POSTBUS_TLS_KEY: '/tls/tls.key' }, 'tls.certificate'],
    [
      'a file where nothing is mounted',
      { POSTBUS_TLS_CERTIFICATE: '/etc/tls.crt', POSTBUS_TLS_KEY: '/tls/tls.key' },
      'POSTBUS_TLS_CERTIFICATE names /etc/tls.crt',
    ],
    ['mode cluster without a database', { POSTBUS_MONGO_URL: '' }, 'mongo.url'],
  ])('tells %s', (_, changed, said) => {
    expect(settingsMistakes({ ...sync, environment: { ...cluster, ...changed } }).join()).toContain(said);
  });

  it('looks at the postbus command with what it runs', () => {
    const command = ['node', 'services/postbus/dist/main.js', 'start', '--only', 'admin'];
    const environment = {
      ...cluster,
      POSTBUS_ADMIN_LISTEN: '0.0.0.0:9465',
      POSTBUS_ADMIN_TOKEN: 'long-enough-to-be-a-token',
    };
    expect(settingsMistakes({ ...sync, command, environment }).join()).toContain('admin.listen');
    expect(
      settingsMistakes({ ...sync, command, environment: { ...environment, POSTBUS_ADMIN_LISTEN: '127.0.0.1:9465' } }),
    ).toEqual([]);
  });

  it('knows which service a command starts', () => {
    expect(serviceOf(['node', 'services/relay/dist/main.js'])).toBe('relay');
    expect(serviceOf(['node', 'services/postbus/dist/main.js', 'start'])).toBe('postbus');
    expect(serviceOf(['node', 'services/postbus/dist/main.js', 'start', '--only', 'admin'])).toBe('admin');
    expect(serviceOf(['sh', '-c', 'node services/relay/dist/main.js'])).toBeUndefined();
    expect(settingsMistakes({ ...sync, command: ['node', 'services/relais/dist/main.js'], environment: {} })).toEqual([
      'node services/relais/dist/main.js starts no service',
    ]);
  });
});
