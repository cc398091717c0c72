/** The traces of the demo: of the last request, of each message, and one message's way as a tree. */
import type { RecordedSpan, RecordedTraces } from '@postbus/platform';
import { padded } from '../terminal/cells.ts';
import type { Palette } from '../terminal/palette.ts';

/** Milliseconds between looks for a span that is about to end. */
const interval = 5;
/** Looks after which it is not expected any more. */
const looks = 400;

export class DemoTraces {
  readonly #recorded: Pick<RecordedTraces, 'spans'>;
  readonly #taken = new Set<string>();

  constructor(recorded: Pick<RecordedTraces, 'spans'>) {
    this.#recorded = recorded;
  }

  /** The trace id of the next span of that name that was not asked for before. */
  async next(name: string): Promise<string | undefined> {
    for (let look = 0; look < looks; look++) {
      const found = this.#spans(name).find(({ spanId }) => !this.#taken.has(spanId));
      if (found !== undefined) {
        for (const { spanId } of this.#spans(name)) this.#taken.add(spanId);
        return found.traceId;
      }
      await new Promise((resolve) => setTimeout(resolve, interval));
    }
    return undefined;
  }

  /** All spans of a trace that have ended. */
  of(trace: string): RecordedSpan[] {
    return this.#recorded.spans().filter(({ traceId }) => traceId === trace);
  }

  #spans(name: string): RecordedSpan[] {
    return this.#recorded.spans().filter((span) => span.name === name);
  }
}

/** A line a span, below its parent, with when it began, how long it took, and where, unless one process made all. */
export function traceLines(spans: readonly RecordedSpan[], palette: Palette): string[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const alone = new Set(spans.map(({ service }) => service)).size < 2;
  const began = Math.min(...spans.map(({ start }) => start));
  const below = Map.groupBy(spans, ({ parentSpanId }) =>
    parentSpanId !== undefined && known.has(parentSpanId) ? parentSpanId : '',
  );
  const lines = (parent: string, depth: number): string[] =>
    (below.get(parent) ?? [])
      .toSorted((one, other) => one.start - other.start)
      .flatMap((span) => [
        line(alone ? { ...span, service: '' } : span, depth, began, palette),
        ...lines(span.spanId, depth + 1),
      ]);
  return lines('', 0);
}

function line(
  { service, name, start, end, links }: RecordedSpan,
  depth: number,
  began: number,
  palette: Palette,
): string {
  const title = padded(`${'  '.repeat(depth)}${name}`, 44);
  const at = `${(start - began).toFixed(1)} ms`.padStart(10);
  const took = `${(end - start).toFixed(1)} ms`.padStart(10);
  const by = padded(service, service === '' ? 0 : 22);
  const linked = links.map(({ traceId }) => `linked with ${traceId}`).join(' ');
  return `    ${palette.name(title)}${at}${palette.quiet(took)}  ${palette.quiet(by + linked)}`.trimEnd();
}
