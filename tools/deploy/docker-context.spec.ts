import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dockerIgnore } from './docker-context.ts';

describe('what a builder is sent, by .dockerignore', () => {
  it('takes the last rule that matches, and what is said of a folder for all in it', () => {
    const lets = dockerIgnore('# all\n*\n!libs\n**/dist\n!libs/a/dist/kept.js\n');
    expect(lets('README.md')).toBe(false);
    expect(lets('libs/a/src/x.ts')).toBe(true);
    expect(lets('libs/a/dist/x.js')).toBe(false);
    expect(lets('libs/a/dist/kept.js')).toBe(true);
    expect(lets('libraries/x')).toBe(false);
  });

  it('keeps a star within a folder, and a dot a dot', () => {
    const lets = dockerIgnore('*.key\n**/*.pem\nenv.?\n');
    expect([lets('a.key'), lets('b/a.key'), lets('b/c/a.pem'), lets('a.pem'), lets('env.x'), lets('envox')]).toEqual([
      false,
      true,
      false,
      false,
      false,
      true,
    ]);
  });

  it('sends no key, no data and no history of this project', () => {
    const lets = dockerIgnore(readFileSync('.dockerignore', 'utf8'));
    const kept = [
      '.git/config',
      'data/tls/development.key',
      'deploy/key.pem',
      'libs/a/server.key',
      'services/x/.env',
      'reports/a.json',
    ];
    expect(kept.filter(lets)).toEqual([]);
    expect(['package-lock.json', 'services/ingest/src/main.ts', 'deploy/image/healthcheck.mjs'].every(lets)).toBe(true);
  });
});
