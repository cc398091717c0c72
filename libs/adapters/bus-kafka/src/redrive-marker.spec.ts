import { describe, expect, it } from 'vitest';
import { redriveMarker, redrivenBy } from './redrive-marker.ts';

describe('a marker among the dead letters', () => {
  it('names those that were put back', () => {
    expect(redrivenBy(redriveMarker('t.dlq', 'run', [3, 5, 1_000_000_000_000]))).toEqual([3, 5, 1_000_000_000_000]);
  });

  it('is told from a dead letter', () => {
    expect(redrivenBy({ headers: { 'postbus-dlq-group': 'conversion' } })).toBeUndefined();
  });
});
