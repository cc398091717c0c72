/** The tier's setup on a machine that has none of what servers are started with. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import setup from './cluster-tier.ts';

vi.mock(import('./docker-engine.ts'), () => ({ dockerEngine: () => Promise.resolve(undefined) }));
// The driver would look for the absent server until its patience ends.
vi.mock(import('./mongo-answers.ts'), () => ({ mongoThatAnswers: () => Promise.resolve(undefined) }));

const variables = ['KAFKA_BROKERS', 'MONGO_URL', 'POSTBUS_KAFKA_LIBS', 'POSTBUS_PYTHON', 'POSTBUS_CLUSTER'];
let cache: string;
let printed: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'servers-'));
  for (const variable of variables) vi.stubEnv(variable, undefined);
  vi.stubEnv('POSTBUS_SERVERS', cache);
  vi.stubEnv('JAVA_HOME', undefined);
  vi.stubEnv('PATH', '/nowhere');
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

it('tells what is missing, and names no servers to the specs', async () => {
  const teardown = await setup();
  expect(printed.split('\n')).toEqual([
    'cluster tier on',
    '  Kafka: none, and what needs it is skipped: Kafka needs Java 17 or later, and `java` does not run',
    '  MongoDB: none, and what needs it is skipped: installing SecantusDB needs Python 3.10 or later with venv, and there is no `python3`',
    '  brokers of a spec: none, and what needs it is skipped: Kafka needs Java 17 or later, and `java` does not run',
    '  databases of a spec: none, and what needs it is skipped: installing SecantusDB needs Python 3.10 or later with venv, and there is no `python3`',
    '',
  ]);
  expect(variables.filter((variable) => process.env[variable] !== undefined)).toEqual([]);
  expect(readdirSync(cache)).toEqual([]);
  await teardown();
});

it('fails the run where servers are required', async () => {
  vi.stubEnv('POSTBUS_CLUSTER', 'required');
  await expect(setup()).rejects.toThrow('POSTBUS_CLUSTER=required, and there is no Kafka, no MongoDB');
});

it('tells that a given server does not answer, without its password', async () => {
  vi.stubEnv('KAFKA_BROKERS', '127.0.0.1:1');
  vi.stubEnv('MONGO_URL', 'mongodb://user:secret@127.0.0.1:1/?directConnection=true');
  vi.stubEnv('POSTBUS_CLUSTER', 'required');
  await expect(setup()).rejects.toThrow('there is no');
  expect(printed).toContain('no Kafka answers at KAFKA_BROKERS=127.0.0.1:1');
  expect(printed).toContain('no MongoDB answers at MONGO_URL=mongodb://127.0.0.1:1/');
  expect(printed).not.toContain('secret');
});
