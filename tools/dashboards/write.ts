/**
 * Writes the dashboards as files, which Grafana reads as they are; with `--check`, exits 1 where a file differs from what
 * would be written, or is there for nothing.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { allDashboards, dashboardText, dashboardsFolder } from './all-dashboards.ts';

const folder = new URL(`../../${dashboardsFolder}/`, import.meta.url);
mkdirSync(folder, { recursive: true });

const written = new Map(allDashboards().map((dashboard) => [`${dashboard.uid}.json`, dashboardText(dashboard)]));
const there = readdirSync(folder).filter((name) => name.endsWith('.json'));
const stale = there.filter((name) => !written.has(name));
const differing = [...written].filter(
  ([name, text]) => !there.includes(name) || readFileSync(new URL(name, folder), 'utf8') !== text,
);

if (process.argv.includes('--check')) {
  const faults = [...stale, ...differing.map(([name]) => name)];
  for (const name of faults)
    console.error(
      `${dashboardsFolder}/${name}: not what tools/dashboards gives; node tools/dashboards/write.ts writes it`,
    );
  console.log(`dashboards: ${written.size} files, ${faults.length} faults`);
  if (faults.length > 0) process.exitCode = 1;
} else {
  for (const name of stale) rmSync(new URL(name, folder));
  for (const [name, text] of differing) writeFileSync(new URL(name, folder), text);
  console.log(`dashboards: ${differing.length} written, ${stale.length} removed`);
}
