import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { ComposeFile, ComposeService } from './compose.ts';
import { composeContainers, composeMistakes } from './compose-mistakes.ts';

const hardened = { cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], mem_limit: '1g' };
const mongo: ComposeService = { ...hardened, image: 'mongo:8.0.20', healthcheck: { test: ['CMD', 'true'] } };

function mistakes(changed: ComposeService): string {
  const relay: ComposeService = {
    ...hardened,
    image: 'postbus:0.1.0',
    depends_on: { mongo: { condition: 'service_healthy' } },
  };
  const file: ComposeFile = {
    services: { mongo, relay: { ...relay, ...changed } },
    networks: { inside: {} },
    volumes: {},
  };
  return composeMistakes(file).join();
}

describe('a compose file whose parts fit', () => {
  it('is passed', () => {
    expect(mistakes({})).toBe('');
  });

  it.each([
    [
      'waiting for a service that is not there',
      { depends_on: { kafka: { condition: 'service_started' } } },
      'no service kafka',
    ],
    ['a network that is not there', { networks: { outside: {} } }, 'no network outside'],
    [
      'a volume that is not there',
      { volumes: [{ type: 'volume', source: 'data', target: '/data' }] },
      'no volume data',
    ],
    [
      'a mount of what is not there',
      { volumes: [{ type: 'bind', source: '/nowhere', target: '/x', read_only: true }] },
      '/nowhere',
    ],
    ['a mount that may be written', { volumes: [{ type: 'bind', source: '.', target: '/x' }] }, 'written through'],
    ['an image without a version', { image: 'postbus:latest' }, 'no version'],
    ['capabilities', { cap_drop: [] }, 'capabilities'],
    ['privileges', { security_opt: [] }, 'privileges'],
    ['no limit of memory', { mem_limit: undefined }, 'memory'],
    ['a port that is open to others', { ports: [{ target: 25, published: '25' }] }, 'port 25 is open'],
  ] as readonly (readonly [string, ComposeService, string])[])('%s is told', (_, changed, said) => {
    expect(mistakes(changed)).toContain(said);
  });

  it('waiting for the health of one that tells none is told', () => {
    const quiet = { ...mongo, healthcheck: undefined } as unknown as ComposeService;
    const waiting: ComposeService = { ...mongo, depends_on: { quiet: { condition: 'service_healthy' } } };
    expect(composeMistakes({ services: { quiet, waiting } }).join()).toContain('the health of quiet');
  });

  it('gives our containers the variables of the image under their own', () => {
    const service: ComposeService = { command: ['node', 'services/relay/dist/main.js'], environment: { A: 'own' } };
    expect(composeContainers({ services: { mongo, service } }, { A: 'image', B: 'image' })).toEqual([
      { place: 'compose: service', command: service.command, environment: { A: 'own', B: 'image' }, mounts: [] },
    ]);
  });
});

describe('the health check of MongoDB in the compose file', () => {
  const script = readFileSync('deploy/compose/replica-set.js', 'utf8');
  const check = (isMade: boolean, isWritablePrimary: boolean) => {
    const made: unknown[] = [];
    let code = -1;
    const rs = {
      status: () => (isMade ? {} : raise()),
      initiate: (configuration: unknown) => made.push(configuration),
    };
    runInNewContext(script, {
      rs,
      db: { hello: () => ({ isWritablePrimary }) },
      quit: (given: number) => (code = given),
    });
    return { made, code };
  };
  const raise = (): never => {
    throw new Error('NotYetInitialized');
  };

  it('makes the replica set where there is none, and is not healthy before it has a primary', () => {
    const { made, code } = check(false, false);
    expect(made).toEqual([{ _id: 'rs0', members: [{ _id: 0, host: 'mongo:27017' }] }]);
    expect(code).toBe(1);
  });

  it('leaves a replica set that is there, and is healthy at its primary', () => {
    expect(check(true, true)).toEqual({ made: [], code: 0 });
  });
});
