/** Postbus: a message's way. From SMTP over the bus into the mailbox, and out to other hosts. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboard } from '../dashboard.ts';
import { accepting } from './accepting.ts';
import { atAGlance } from './at-a-glance.ts';
import { bus } from './bus.ts';
import { converting } from './converting.ts';
import { errorBudget } from './error-budget.ts';
import { hops } from './hops.ts';
import { outbox } from './outbox.ts';
import { sending } from './sending.ts';
import { smime } from './smime.ts';

export function messageWay(): Dashboard {
  return dashboard({
    uid: 'postbus-message-way',
    title: "Postbus: a message's way",
    description:
      'From SMTP over the bus into the mailbox, and out to other hosts: how much, how fast, what waits and what failed.',
    rows: [atAGlance, accepting, hops, bus, converting, outbox, sending, smime, errorBudget],
  });
}
