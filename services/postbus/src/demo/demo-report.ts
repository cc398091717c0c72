/** Tells the demo step by step: on a terminal as a table that grows, for programs as a line of JSON a step. */
import { failureText } from '../convert/failure-text.ts';
import { padded, shortened, visible } from '../terminal/cells.ts';
import { count } from '../terminal/numbers.ts';
import { type Output, paletteFor } from '../terminal/palette.ts';

export interface StepOutcome {
  /** What was seen, in a few words. */
  readonly seen: string;
  /** Trace id of what happened. */
  readonly trace?: string | undefined;
  /** Milliseconds, where what counts is not the time that the step took. */
  readonly milliseconds?: number;
}

/** A line of `postbus demo --json`. */
export interface StepLine {
  readonly step: string;
  readonly ok: boolean;
  readonly seen: string;
  readonly milliseconds: number;
  readonly trace?: string;
}

const widths = { step: 9, milliseconds: 8, trace: 32 };
/** Cells of a line where no terminal says its own. */
const usualWidth = 132;

export class DemoReport {
  readonly lines: StepLine[] = [];
  readonly #output: Output;
  readonly #json: boolean;
  readonly #until: AbortSignal;

  /** @param until aborted when the demo has taken too long */
  constructor(output: Output, json: boolean, until: AbortSignal) {
    this.#output = output;
    this.#json = json;
    this.#until = until;
  }

  /** Does one step and tells how it went. @throws what the step throws, after telling it */
  async step(name: string, run: () => Promise<StepOutcome>): Promise<void> {
    const started = performance.now();
    const elapsed = (): number => Math.round((performance.now() - started) * 10) / 10;
    try {
      const { seen, trace, milliseconds = elapsed() } = await inTime(run, this.#until);
      this.#tell({ step: name, ok: true, seen, milliseconds, ...(trace !== undefined && { trace }) });
    } catch (error) {
      this.#tell({ step: name, ok: false, seen: failureText(error), milliseconds: elapsed() });
      throw error;
    }
  }

  /** A text between steps, for people only. */
  say(text: string): void {
    if (!this.#json) this.#output.write(`${text}\n`);
  }

  #tell(line: StepLine): void {
    this.lines.push(line);
    this.#output.write(`${this.#json ? JSON.stringify(line) : this.#row(line)}\n`);
  }

  #row({ step, ok, seen, milliseconds, trace = '' }: StepLine): string {
    const palette = paletteFor(this.#output, process.env);
    const width = this.#output.columns ?? usualWidth;
    const others = 4 + widths.step + 2 + widths.milliseconds + 3 + 2 + widths.trace;
    const seenWidth = Math.max(40, width - others);
    const mark = ok ? palette.good('✓') : palette.bad('✗');
    const text = ok ? padded(shortened(visible(seen), seenWidth), seenWidth) : palette.bad(visible(seen));
    const time = `${count(milliseconds).padStart(widths.milliseconds)} ms`;
    return `  ${mark} ${palette.heading(padded(step, widths.step))}  ${text}${time}  ${palette.quiet(trace)}`.trimEnd();
  }
}

function inTime<Result>(run: () => Promise<Result>, until: AbortSignal): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(new Error('the demo took longer than it may'));
  if (until.aborted) stop();
  until.addEventListener('abort', stop, { once: true });
  return Promise.race([run(), late]).finally(() => until.removeEventListener('abort', stop));
}
