/** Whether workers of this process may take messages of a channel: while it is up, and once it has been away for long. */
import type { Clock } from '@postbus/ports';
import type { ChannelDispatch } from './dispatched.ts';

export class ChannelGate {
  private upUntil: number;

  /** @param failoverAfter milliseconds without a connection after which messages go by their next channel */
  constructor(
    private readonly dispatch: ChannelDispatch | undefined,
    private readonly failoverAfter: number,
    private readonly clock: Clock,
  ) {
    this.upUntil = clock.now();
  }

  get mayClaim(): boolean {
    return this.isUp() || this.isGone;
  }

  get isGone(): boolean {
    return !this.isUp() && this.clock.now() - this.upUntil >= this.failoverAfter;
  }

  private isUp(): boolean {
    const isUp = this.dispatch !== undefined && (this.dispatch.isReady?.() ?? true);
    if (isUp) this.upUntil = this.clock.now();
    return isUp;
  }
}
