/** What one look of the doctor found. */
export interface Finding {
  /** What was looked at: `node`, `disk`, `certificate`, … */
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'failed';
  /** What was found; where it is not well, what to do. */
  readonly found: string;
}

export const ok = (check: string, found: string): Finding => ({ check, state: 'ok', found });
export const warning = (check: string, found: string): Finding => ({ check, state: 'warning', found });
export const failed = (check: string, found: string): Finding => ({ check, state: 'failed', found });
