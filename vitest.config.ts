import { defineConfig } from 'vitest/config';

/** The test tiers, by file name. What needs servers or other people's mail has a project of its own. */
const ignored = ['**/node_modules/**', '**/dist/**'];
const otherThanUnit = ['**/*.{e2e,cluster,corpus,fuzz}.spec.ts'];
const project = (name: string, include: string, exclude: string[] = []) => ({
  extends: true as const,
  test: { name, include: [`{libs,services,tools}/**/${include}`], exclude: [...ignored, ...exclude] },
});

/** The unit tier of the codecs: pure, as all that they import, so that their files can share one graph of modules. */
const codecs = {
  extends: true as const,
  test: {
    name: 'codecs',
    include: ['libs/codecs/**/*.spec.ts'],
    exclude: [...ignored, ...otherThanUnit],
    isolate: false,
  },
};

/** Its servers are shared by a run or of a file, and its files follow one another: the servers need the processors too. */
const { test: clusterTest, ...clusterProject } = project('cluster', '*.cluster.spec.ts');
const cluster = {
  ...clusterProject,
  test: {
    ...clusterTest,
    globalSetup: 'libs/cluster-servers/src/cluster-tier.ts',
    setupFiles: ['tools/mongo-of-a-spec.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
};

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
      project('unit', '*.spec.ts', [...otherThanUnit, 'libs/codecs/**']),
      codecs,
      project('fuzz', '*.fuzz.spec.ts'),
      project('e2e', '*.e2e.spec.ts'),
      project('corpus', '*.corpus.spec.ts'),
      cluster,
    ],
    testTimeout: 20_000,
    maxWorkers: '100%',
    reporters: report === undefined ? ['default'] : ['default', 'json'],
    ...(report !== undefined && { outputFile: { json: report } }),
  },
});
