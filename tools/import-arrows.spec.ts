/** That the linter refuses imports against the arrows of docs/architecture.md. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const root = new URL('..', import.meta.url).pathname;
const written: string[] = [];

/** Messages of the linter for a file of `source` at `path`, which exists only meanwhile. */
function lint(path: string, source: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, source);
  written.push(file);
  try {
    return execFileSync(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), '--format=unix', file], {
      cwd: root,
      encoding: 'utf8',
    });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

afterEach(() => {
  for (const file of written.splice(0)) rmSync(file);
});

describe('import arrows', () => {
  const refused = [
    ['a codec may not use Node', 'libs/codecs/mime/src/arrow-probe.ts', 'node:fs'],
    ['a codec may not import the domain', 'libs/codecs/mime/src/arrow-probe.ts', '@postbus/domain'],
    ['the domain may not import ports', 'libs/domain/src/arrow-probe.ts', '@postbus/ports'],
    ['ports may not import adapters', 'libs/ports/src/arrow-probe.ts', '@postbus/store-sqlite'],
    ['an adapter may not import another', 'libs/adapters/blob-fs/src/arrow-probe.ts', '@postbus/store-sqlite'],
    ['a use case may not import an adapter', 'services/ingest/src/use-cases/arrow-probe.ts', '@postbus/bus-embedded'],
    ['a use case may not import Nest', 'services/ingest/src/use-cases/arrow-probe.ts', '@nestjs/common'],
    ['an edge may not import an adapter', 'services/ingest/src/nest/arrow-probe.ts', '@postbus/bus-embedded'],
    ['only platform imports OpenTelemetry', 'services/ingest/src/nest/arrow-probe.ts', '@opentelemetry/api'],
    ['no path into another package', 'libs/domain/src/arrow-probe.ts', '../../codecs/bytes/src/index.ts'],
  ] as const;
  it.each(refused)('%s', (_, path, specifier) => {
    expect(lint(path, `import * as probe from '${specifier}';\nexport { probe };\n`)).toContain(
      'no-restricted-imports',
    );
  });

  const allowed = [
    ['a codec may import a codec', 'libs/codecs/mime/src/arrow-probe.ts', '@postbus/bytes'],
    ['a use case may import ports', 'services/ingest/src/use-cases/arrow-probe.ts', '@postbus/ports'],
    ['the command may import an adapter', 'services/postbus/src/arrow-probe.ts', '@postbus/store-sqlite'],
  ] as const;
  it.each(allowed)('%s', (_, path, specifier) => {
    expect(lint(path, `import * as probe from '${specifier}';\nexport { probe };\n`)).not.toContain(
      'no-restricted-imports',
    );
  });
});
