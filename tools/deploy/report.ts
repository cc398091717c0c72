/** What the checks of deploy/ found: printed as they come, and counted. */

/** What a check tells: all three by one line each. */
export interface Report {
  pass(what: string): void;
  fail(what: string): void;
  /** What could not be looked at, and why. */
  skip(what: string): void;
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export class PrintedReport implements Report {
  readonly #counts = { passed: 0, failed: 0, skipped: 0 };
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  get counts(): Counts {
    return this.#counts;
  }

  pass(what: string): void {
    this.#counts.passed++;
    this.#print(`  ok    ${what}`);
  }

  fail(what: string): void {
    this.#counts.failed++;
    this.#print(`  FAIL  ${what}`);
  }

  skip(what: string): void {
    this.#counts.skipped++;
    this.#print(`  skip  ${what}`);
  }
}

/** One thing with the mistakes found in it: passed where there are none, one failure each otherwise. */
export function tell(report: Report, what: string, mistakes: readonly string[]): void {
  if (mistakes.length === 0) report.pass(what);
  for (const mistake of mistakes) report.fail(`${what}: ${mistake}`);
}
