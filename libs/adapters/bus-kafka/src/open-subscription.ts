import type { Subscription } from '@postbus/ports';

/** A subscription that can also be dropped as a crash would drop it. */
export interface OpenSubscription extends Subscription {
  abandon(): void;
}
