import { defineConfig } from 'vitest/config';

/** The test tiers, by file name. What needs servers or other people's mail has a project of its own. */
const ignored = ['**/node_modules/**', '**/dist/**'];
const otherThanUnit = ['**/*.{e2e,cluster,corpus,fuzz}.spec.ts'];
/** Files of one project share the modules that they import: loading them anew for each takes a third of the time. */
const project = (name: string, include: string, exclude: string[] = []) => ({
  extends: true as const,
  test: {
    name,
    include: [`{libs,services,tools}/**/${include}`],
    exclude: [...ignored, ...exclude],
    isolate: false,
  },
});

/** The unit tier of one folder, apart from the others: nothing else is loaded beside it. */
const unitOf = (name: string, folder: string, isolate: boolean) => ({
  extends: true as const,
  test: { name, include: [`${folder}/**/*.spec.ts`], exclude: [...ignored, ...otherThanUnit], isolate },
});

const codecs = unitOf('codecs', 'libs/codecs', false);
/** Its specs put others in the place of modules, and ask who listens to channels of the whole process. */
const platform = unitOf('platform', 'libs/platform', true);

/** Its servers are shared by a run or of a file, and its files follow one another: the servers need the processors too. */
const { test: clusterTest, ...clusterProject } = project('cluster', '*.cluster.spec.ts');
const cluster = {
  ...clusterProject,
  test: {
    ...clusterTest,
    globalSetup: 'libs/cluster-servers/src/cluster-tier.ts',
    setupFiles: ['tools/mongo-of-a-spec.ts'],
    isolate: true,
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
      project('unit', '*.spec.ts', [...otherThanUnit, 'libs/codecs/**', 'libs/platform/**']),
      codecs,
      platform,
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
