import { describe, expect, it } from 'vitest';
import { DemoReport } from './demo-report.ts';
import { traceLines } from './demo-traces.ts';

const never = new AbortController().signal;

function report(json: boolean, until: AbortSignal = never) {
  let written = '';
  const output = { write: (text: string | Uint8Array) => (written += String(text)) };
  return { report: new DemoReport(output, json, until), written: () => written };
}

describe('the demo tells its steps', () => {
  it('as rows with time and trace id', async () => {
    const { report: told, written } = report(false);
    const trace = '0af7651916cd43dd8448eb211c80319c';
    await told.step('wake', async () => ({ seen: 'the Ping is answered', trace, milliseconds: 12.5 }));
    expect(written()).toMatch(/^ {2}✓ wake {7}the Ping is answered +12\.5 ms {2}0af7651916cd43dd8448eb211c80319c\n$/);
  });

  it('and what failed, and why, in its place', async () => {
    const { report: told, written } = report(true);
    const failing = told.step('sync', () => Promise.reject(new Error('it did not come')));
    await expect(failing).rejects.toThrow('it did not come');
    expect(JSON.parse(written())).toMatchObject({ step: 'sync', ok: false, seen: 'it did not come' });
  });

  it('and fails a step that outlives the time of the whole', async () => {
    const { report: told, written } = report(true, AbortSignal.abort());
    await expect(told.step('ping', () => new Promise(() => {}))).rejects.toThrow('longer than it may');
    expect(JSON.parse(written())).toMatchObject({ step: 'ping', ok: false });
  });

  it('and a trace as a tree, each span below its parent', () => {
    const span = (name: string, spanId: string, parentSpanId: string | undefined, start: number) => ({
      service: 'postbus',
      name,
      traceId: 't',
      spanId,
      parentSpanId,
      start,
      end: start + 1,
      attributes: {},
      links: [],
      failed: false,
    });
    const asItIs = (text: string): string => text;
    const palette = { heading: asItIs, name: asItIs, quiet: asItIs, good: asItIs, bad: asItIs };
    const spans = [span('deliver', 'c', 'b', 108), span('process', 'b', 'a', 105), span('accept', 'a', 'unknown', 100)];
    expect(traceLines(spans, palette).map((line) => line.replace(/ {2,}(?=\d)/g, '|'))).toEqual([
      '    accept|0.0 ms|1.0 ms',
      '      process|5.0 ms|1.0 ms',
      '        deliver|8.0 ms|1.0 ms',
    ]);
  });
});
