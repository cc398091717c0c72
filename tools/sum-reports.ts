/**
 * Sums the JSON reports of the test tiers in a folder and prints `N passed, N failed, N skipped` as the last line.
 * What was skipped is told by its file. A step outside the tests that failed counts as one failure:
 * `sum-reports FOLDER STATUS`. Exits 1 if anything failed.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Absent in reports of other checks than tests. */
  readonly testResults?: readonly {
    /** The file, absolute. */
    readonly name: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

const [folder = 'reports', stepStatus = '0'] = process.argv.slice(2);
let [passed, failed, skipped] = [0, 0, 0];
for (const name of readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .sort()) {
  const report = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Report;
  const tierFailed = Math.max(report.numFailedTests, report.numFailedTestSuites > 0 ? 1 : 0);
  const tierSkipped = report.numPendingTests + report.numTodoTests;
  console.log(
    `${name.replace(/\.json$/, '')}: ${report.numPassedTests} passed, ${tierFailed} failed, ${tierSkipped} skipped`,
  );
  for (const { name: file, assertionResults } of report.testResults ?? []) {
    const count = assertionResults.filter(({ status }) => ['skipped', 'pending', 'todo'].includes(status)).length;
    if (count > 0) console.log(`  ${relative(process.cwd(), file)}: ${count} skipped`);
  }
  passed += report.numPassedTests;
  failed += tierFailed;
  skipped += tierSkipped;
}
if (stepStatus !== '0' && failed === 0) failed = 1;
if (failed > 0 || passed === 0) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
