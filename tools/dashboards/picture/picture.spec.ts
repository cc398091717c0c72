import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { describe, expect, it } from 'vitest';
import { drawHeatmap } from './draw-heatmap.ts';
import { drawLines } from './draw-lines.ts';
import { legendBelow } from './legend.ts';
import { escaped, pathThrough } from './svg.ts';
import { ticksUpTo, valueText } from './values.ts';

describe('values in a picture', () => {
  it.each([
    [0.000_25, 's', '250 µs'],
    [0.0165, 's', '16.5 ms'],
    [95, 's', '1.58 min'],
    [0, 's', '0 s'],
    [2 ** 20 * 1.5, 'bytes', '1.5 MiB'],
    [1234, 'Bps', '1.23 kB/s'],
    [0.0123, 'percentunit', '1.23%'],
    [12_345, 'short', '12.3 K'],
    [7.5, 'mps', '7.5 msg/s'],
    [Number.POSITIVE_INFINITY, 's', '∞'],
  ])('%s of %s is %s', (value, unit, text) => {
    expect(valueText(value, unit)).toBe(text);
  });

  it.each([
    [1, 's', [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [37, 'cps', [0, 10, 20, 30, 40]],
    [300 * 2 ** 20, 'bytes', [0, 64, 128, 192, 256, 320].map((mebibytes) => mebibytes * 2 ** 20)],
  ])('up to %s of %s has round steps', (most, unit, ticks) => {
    expect(ticksUpTo(most, unit).map((tick) => Number(tick.toPrecision(12)))).toEqual(ticks);
  });
});

describe('a picture', () => {
  const range = { from: 0, to: 100, step: 10 };
  const box = { x: 0, y: 0, width: 300, height: 200 };
  const panelOf = (type: string): Panel => ({ type, fieldConfig: { defaults: { unit: 's' }, overrides: [] } });

  it('tells points of a path by their distance, without adding up what is rounded off', () => {
    expect(
      pathThrough([
        [0, 0],
        [0.04, 1],
        [0.08, 2],
        [0.12, 1],
      ]),
    ).toBe('0 0l0 1 0.1 1 0-1');
  });

  it('parts a line where points are missing', () => {
    const points = [0, 10, 20, 60, 70].map((time) => [time, 1] as const);
    const drawn = drawLines({ panel: panelOf('timeseries'), series: [{ name: 'a', labels: {}, points }] }, box, range);
    expect(drawn.match(/stroke-linejoin/g)).toHaveLength(2);
  });

  it('draws of a heatmap what fell into a bucket and not into those below', () => {
    const bucket = (le: string, count: number) => ({ name: le, labels: { le }, points: [[10, count] as const] });
    const series = [bucket('1', 5), bucket('+Inf', 5), bucket('0.5', 0)];
    const drawn = drawHeatmap({ panel: panelOf('heatmap'), series }, box, range);
    expect(drawn.match(/<rect/g)).toHaveLength(1);
    expect(drawn).toContain('>1 s<');
  });

  it('says how many lines its legend leaves out', () => {
    const lines = Array.from({ length: 9 }, (_, index) => ({ name: `a rather long name ${index}`, colour: '#fff' }));
    const { drawing, height } = legendBelow(lines, box);
    expect(drawing).toContain('and 6 more');
    expect(drawing.match(/a rather long name/g)).toHaveLength(3);
    expect(height).toBe(36);
  });

  it('keeps signs of XML out of its texts', () => {
    expect(escaped('a < b & c')).toBe('a &lt; b &amp; c');
  });
});
