import { describe, expect, it } from 'vitest';
import { manualTimers } from './manual-timers.fixture.ts';
import { SubmissionRate } from './submission-rate.ts';

/** How many go out in `milliseconds`, each as soon as it may. */
function sentIn(rate: SubmissionRate, timers: ReturnType<typeof manualTimers>, milliseconds: number): number {
  const end = timers.now() + milliseconds;
  for (let sent = 0; ; sent++) {
    for (let wait = rate.wait(); wait > 0; wait = rate.wait()) {
      if (timers.now() + wait >= end) {
        timers.pass(end - timers.now());
        return sent;
      }
      timers.pass(Math.max(wait, 1e-6));
    }
    rate.take();
  }
}

const made = (perSecond: number) => {
  const timers = manualTimers();
  const rate = new SubmissionRate(perSecond, { pause: 1000, recovery: 10_000 }, timers, () => 0.999999);
  return { timers, rate };
};

describe('the rate', () => {
  it.each([1, 10, 100, 1000])('of %i a second is kept, also after a rest', (perSecond) => {
    const { timers, rate } = made(perSecond);
    const burst = Math.max(1, perSecond * 0.02);
    for (let second = 0; second < 3; second++) {
      const sent = sentIn(rate, timers, 10_000);
      expect(sent).toBeGreaterThanOrEqual(perSecond * 10 - 1);
      expect(sent).toBeLessThanOrEqual(perSecond * 10 + burst);
      timers.pass(60_000);
    }
  });

  it('is divided by shares that change as it runs', () => {
    const { timers, rate } = made(100);
    sentIn(rate, timers, 1000);
    rate.share = 0.25;
    expect(sentIn(rate, timers, 10_000)).toBeCloseTo(250, -1);
    rate.share = 0;
    expect(sentIn(rate, timers, 10_000)).toBe(0);
    expect(rate.wait()).toBe(Number.POSITIVE_INFINITY);
    rate.share = 1;
    expect(sentIn(rate, timers, 10_000)).toBeCloseTo(1000, -1);
  });

  it('pauses and is halved where the carrier asks for less, once for a window of such answers, and recovers', () => {
    const { timers, rate } = made(100);
    sentIn(rate, timers, 1000);
    for (let answer = 0; answer < 50; answer++) rate.slower();
    expect(rate.current).toBe(50);
    expect(sentIn(rate, timers, 999)).toBe(0);
    const first = sentIn(rate, timers, 1000);
    expect(first).toBeGreaterThan(45);
    expect(first).toBeLessThan(60);
    timers.pass(10_000);
    expect(rate.current).toBe(100);
  });

  it('never stands still, however often it is asked for less', () => {
    const { timers, rate } = made(64);
    for (let asked = 0; asked < 100; asked++) {
      rate.slower();
      timers.pass(1000);
    }
    expect(rate.current).toBeGreaterThanOrEqual(1);
    expect(rate.current).toBeLessThan(2);
    expect(sentIn(rate, timers, 3000)).toBeGreaterThanOrEqual(3);
  });
});
