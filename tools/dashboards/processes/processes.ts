/** Postbus: processes. What each process needs, and what it waits for: memory, CPU, event loop, store, bus, disk. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboard } from '../dashboard.ts';
import { administration } from './administration.ts';
import { atAGlance } from './at-a-glance.ts';
import { bus } from './bus.ts';
import { housekeeping } from './housekeeping.ts';
import { running } from './running.ts';
import { store } from './store.ts';

export function processes(): Dashboard {
  return dashboard({
    uid: 'postbus-processes',
    title: 'Postbus: processes',
    description: 'What each process needs and what it waits for: memory, CPU, event loop, store, bus, disk.',
    rows: [atAGlance, running, store, bus, housekeeping, administration],
  });
}
