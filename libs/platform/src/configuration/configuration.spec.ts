import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigurationError } from './configuration-error.ts';
import { describeConfiguration } from './describe-configuration.ts';
import { choice, count, duration, endpoint, list, onOff, secret, size, text } from './kinds.ts';
import { loadConfiguration, unknownVariables } from './load-configuration.ts';
import { optional, required, section, setting } from './setting.ts';

const schema = section({
  name: required(text(), 'What this host calls itself'),
  ingest: section({
    smtp: section({
      listen: setting(endpoint(), '127.0.0.1:2525', 'Where mail comes in'),
      tls: setting(choice('off', 'offered', 'required'), 'offered', 'STARTTLS'),
    }),
    maxSize: setting(size({ max: 1e9 }), '30MB', 'Largest message'),
    idleTimeout: setting(duration({ min: 1000 }), '5m', 'Longest silence of a client'),
    maxRecipients: setting(count({ min: 1, max: 1000 }), '100', 'Recipients of a message'),
  }),
  relay: section({
    password: optional(secret(), 'Of the smart host'),
    keep: setting(onOff(), 'true', 'Whether to keep'),
    domains: setting(list(text()), '', 'Domains that are ours'),
  }),
});

const folder = mkdtempSync(join(tmpdir(), 'configuration-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: string): string {
  const path = join(folder, 'postbus.yaml');
  writeFileSync(path, content);
  return path;
}

function mistakesOf(load: () => unknown): ConfigurationError {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('there was no mistake');
}

describe('loading the configuration', () => {
  it('takes the defaults where nothing is said', () => {
    expect(loadConfiguration(schema, { environment: { POSTBUS_NAME: 'mx' } })).toEqual({
      name: 'mx',
      ingest: {
        smtp: { listen: { host: '127.0.0.1', port: 2525 }, tls: 'offered' },
        maxSize: 30_000_000,
        idleTimeout: 300_000,
        maxRecipients: 100,
      },
      relay: { password: undefined, keep: true, domains: [] },
    });
  });

  it('reads a file in YAML, with comments', () => {
    const file = fileOf(`
name: mx # this host
ingest:
  smtp: { listen: "[::1]:25", tls: required }
  maxSize: 64KiB
relay:
  keep: false
  domains:
    - example.org
    - example.com
`);
    expect(loadConfiguration(schema, { file })).toMatchObject({
      name: 'mx',
      ingest: { smtp: { listen: { host: '::1', port: 25 }, tls: 'required' }, maxSize: 65_536 },
      relay: { keep: false, domains: ['example.org', 'example.com'] },
    });
  });

  it('reads a file in JSON', () => {
    const file = fileOf('{"name": "mx", "ingest": {"maxRecipients": 7}}');
    expect(loadConfiguration(schema, { file })).toMatchObject({ name: 'mx', ingest: { maxRecipients: 7 } });
  });

  it('lets variables win over the file, and flags over variables', () => {
    const file = fileOf('name: file\ningest: { maxSize: 1MB, idleTimeout: 1m }');
    const environment = {
      POSTBUS_INGEST_MAX_SIZE: '2MB',
      POSTBUS_NAME: 'variable',
      POSTBUS_RELAY_DOMAINS: 'a.org, b.org',
    };
    const flags = [{ key: 'name', name: '--name', value: 'flag' }];
    expect(loadConfiguration(schema, { file, environment, flags })).toMatchObject({
      name: 'flag',
      ingest: { maxSize: 2_000_000, idleTimeout: 60_000 },
      relay: { domains: ['a.org', 'b.org'] },
    });
  });

  it('tells every mistake with its key, where it came from and what was expected', () => {
    const file = fileOf('ingest:\n  maxSize: 30\n  smtp: 7\n  maxRecipient: 5\nrelay: { password: [1] }\n');
    const environment = { POSTBUS_INGEST_IDLE_TIMEOUT: '5', POSTBUS_RELAY_KEEP: 'yes' };
    const flags = [{ key: 'ingest.smtp.listen', name: '--smtp', value: 'localhost' }];
    const error = mistakesOf(() => loadConfiguration(schema, { file, environment, flags }));
    expect(error.code).toBe('wrong-settings');
    expect(error.message.split('\n').toSorted()).toEqual([
      '  ingest.idleTimeout (POSTBUS_INGEST_IDLE_TIMEOUT): expected a duration such as 250ms, 30s, 5m, 1h30m or 2d, at least 1s, not "5"',
      '  ingest.maxRecipient (postbus.yaml:4): expected a key that exists',
      '  ingest.maxSize (postbus.yaml:2): expected a size such as 64KiB, 30MB or 1GiB, at most 1GB, not 30',
      '  ingest.smtp (postbus.yaml:3): expected a key that exists',
      '  ingest.smtp.listen (--smtp): expected host:port, not "localhost"',
      '  name (set POSTBUS_NAME or the key in the file): expected text',
      '  relay.keep (POSTBUS_RELAY_KEEP): expected true or false, not "yes"',
      '  relay.password (postbus.yaml:5): expected text',
      'The settings are not right:',
    ]);
  });

  it('says which key may be meant by one in the wrong place', () => {
    const file = fileOf('name: x\nmaxsize: 5MB\n');
    const error = mistakesOf(() => loadConfiguration(schema, { file }));
    expect(error.mistakes).toMatchObject([
      { key: 'maxsize', expected: 'a key that exists; ingest.maxSize may be meant' },
    ]);
  });

  it('says where a file is not YAML', () => {
    const error = mistakesOf(() => loadConfiguration(schema, { file: fileOf('name: mx\ningest: }') }));
    expect(error.code).toBe('not-yaml');
    expect(error.message).toContain('postbus.yaml:2:');
    expect(mistakesOf(() => loadConfiguration(schema, { file: '/nowhere.yaml' })).code).toBe('no-such-file');
  });

  it('refuses aliases, which can make a small file huge', () => {
    const file = fileOf('name: x\nrelay:\n  domains: [&a [x], *a]');
    const error = mistakesOf(() => loadConfiguration(schema, { file }));
    expect(error.code).toBe('not-yaml');
    expect(error.message).toContain('postbus.yaml:3: ');
  });

  it('names the variables that no setting has', () => {
    const environment = { POSTBUS_NAME: 'x', POSTBUS_INGEST_MAXSIZE: '1', PATH: '/bin' };
    expect(unknownVariables(schema, environment)).toEqual(['POSTBUS_INGEST_MAXSIZE']);
  });
});

describe('members that are plain zod schemas', () => {
  const plain = section({
    http: z.string().default('127.0.0.1:80').describe('Where HTTP listens'),
    devices: z.int().min(1).max(100).default(10).describe('Devices of a mailbox'),
    on: z.boolean().default(true),
  });

  it('are read from variables in their type', () => {
    const environment = { POSTBUS_DEVICES: '7', POSTBUS_ON: 'false', POSTBUS_HTTP: '8080' };
    expect(loadConfiguration(plain, { environment })).toEqual({ http: '8080', devices: 7, on: false });
    const error = mistakesOf(() => loadConfiguration(plain, { environment: { POSTBUS_DEVICES: '700' } }));
    expect(error.mistakes).toMatchObject([
      { key: 'devices', expected: 'integer, at least 1, at most 100', found: '"700"' },
    ]);
  });

  it('are described by what zod knows of them', () => {
    expect(describeConfiguration(plain)).toMatchObject([
      { key: 'http', type: 'string', default: '127.0.0.1:80', description: 'Where HTTP listens' },
      { key: 'devices', type: 'integer, at least 1, at most 100', default: '10', required: false },
      { key: 'on', type: 'boolean', default: 'true', description: '' },
    ]);
  });
});

describe('kinds of settings', () => {
  it.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
    ['0', 0],
    [0, 0],
    ['5', undefined],
    [5, undefined],
    ['5 minutes', undefined],
    ['m', undefined],
    ['', undefined],
    ['-5s', undefined],
  ])('reads the duration %j as %j', (written, value) => {
    expect(duration().read(written)).toBe(value);
  });

  it.each([
    ['512B', 512],
    ['64KiB', 65_536],
    ['30MB', 30_000_000],
    ['1.5 GiB', 1_610_612_736],
    ['30', undefined],
    ['30mb', undefined],
  ])('reads the size %j as %j', (written, value) => {
    expect(size().read(written)).toBe(value);
  });

  it.each(['localhost', ':25', 'a:b', 'a:70000', '::1:25', 'a b:25'])('takes "%s" for no endpoint', (written) => {
    expect(endpoint().read(written)).toBeUndefined();
  });

  it('keeps counts whole and within their bounds', () => {
    const kind = count({ min: 1, max: 10 });
    expect(['1', 10, '0', 11, '1.5', 'x', ''].map((written) => kind.read(written))).toEqual([
      1,
      10,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('refuses a default that is not of its kind', () => {
    expect(() => setting(duration(), '5', '')).toThrow(TypeError);
  });
});

it('describes each setting for the documentation, and never shows a secret', () => {
  const rows = describeConfiguration(schema);
  expect(rows.map(({ key }) => key)).toEqual([
    'name',
    'ingest.smtp.listen',
    'ingest.smtp.tls',
    'ingest.maxSize',
    'ingest.idleTimeout',
    'ingest.maxRecipients',
    'relay.password',
    'relay.keep',
    'relay.domains',
  ]);
  expect(rows[3]).toEqual({
    key: 'ingest.maxSize',
    variable: 'POSTBUS_INGEST_MAX_SIZE',
    type: 'a size such as 64KiB, 30MB or 1GiB, at most 1GB',
    default: '30MB',
    required: false,
    secret: false,
    description: 'Largest message',
  });
  expect(rows[0]).toMatchObject({ required: true, default: undefined });
  expect(rows[6]).toMatchObject({ secret: true });
});
