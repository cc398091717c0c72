import { defineConfig } from 'vitest/config';

/** The test tiers, by file name. What needs servers or other people's mail has a project of its own. */
const ignored = ['**/node_modules/**', '**/dist/**'];
const project = (name: string, include: string, exclude: string[] = []) => ({
  extends: true as const,
  test: { name, include: [`{libs,services,tools}/**/${include}`], exclude: [...ignored, ...exclude] },
});

/** Where `.ci/run` wants the machine-readable report of this run. */
const reports = process.env['POSTBUS_REPORTS'];
const report = reports === undefined ? undefined : `${reports}/${process.env['POSTBUS_REPORT'] ?? 'test'}.json`;

export default defineConfig({
  resolve: { conditions: ['@postbus/source', 'node', 'module', 'import', 'default'] },
  ssr: { resolve: { conditions: ['@postbus/source', 'node', 'module', 'import', 'default'] } },
  // Specs lie outside every tsconfig.json that would say so. Nest's decorators are the legacy ones.
  oxc: { decorator: { legacy: true } },
  test: {
    projects: [
      project('unit', '*.spec.ts', ['**/*.{e2e,cluster,corpus,fuzz}.spec.ts']),
      project('fuzz', '*.fuzz.spec.ts'),
      project('e2e', '*.e2e.spec.ts'),
      project('corpus', '*.corpus.spec.ts'),
      project('cluster', '*.cluster.spec.ts'),
    ],
    testTimeout: 20_000,
    reporters: report === undefined ? ['default'] : ['default', 'json'],
    ...(report !== undefined && { outputFile: { json: report } }),
  },
});
