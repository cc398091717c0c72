/** Every dashboard of Postbus. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { messageWay } from './message-way/message-way.ts';
import { processes } from './processes/processes.ts';
import { sync } from './sync.ts';
import { textMessages } from './text-messages.ts';

/** Where their files lie, from the root of the project. */
export const dashboardsFolder = 'deploy/grafana/dashboards';

export function allDashboards(): readonly Dashboard[] {
  return [messageWay(), sync(), textMessages(), processes()];
}

/** As a file holds it. */
export function dashboardText(dashboard: Dashboard): string {
  return `${JSON.stringify(dashboard, undefined, 2)}\n`;
}
