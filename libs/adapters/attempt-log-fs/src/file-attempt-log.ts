/**
 * AttemptLog as a journal in one file: a line `+id` when work begins, `-id` when it ends.
 * Lines are written and not synced: they outlive the process, which is what can crash on a message.
 */
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type AttemptLog, PortError } from '@postbus/ports';

/** The journal is written anew when it holds this many lines more than there is work begun. */
const compactAfter = 4096;
const idForm = /^[\w./:@-]{1,200}$/;

/**
 * Opens the log in `folder`, which is made where it is missing.
 * @throws {PortError} `unavailable` where the file cannot be opened
 */
export function openAttemptLog(folder: string): AttemptLog {
  return new FileAttemptLog(join(folder, 'attempts.log'), folder);
}

class FileAttemptLog implements AttemptLog {
  readonly #begun: Map<string, number>;
  readonly #file: number;
  #lines: number;

  constructor(path: string, folder: string) {
    try {
      mkdirSync(folder, { recursive: true });
      this.#file = openSync(path, 'a+');
      this.#begun = replay(readFileSync(this.#file, 'utf8'));
    } catch (error) {
      throw new PortError('unavailable', 'AttemptLog', 'the journal cannot be opened', { cause: error });
    }
    this.#lines = 0;
    this.#compact();
  }

  async begin(id: string): Promise<number> {
    if (!idForm.test(id)) throw new TypeError('the id of an attempt is a short word');
    const before = this.#begun.get(id) ?? 0;
    this.#begun.set(id, before + 1);
    this.#write(`+${id}\n`);
    return before;
  }

  async end(id: string): Promise<void> {
    if (!this.#begun.delete(id)) return;
    this.#write(`-${id}\n`);
    if (this.#lines > this.#begun.size + compactAfter) this.#compact();
  }

  async close(): Promise<void> {
    closeSync(this.#file);
  }

  #write(line: string): void {
    try {
      writeSync(this.#file, line);
      this.#lines++;
    } catch (error) {
      throw new PortError('unavailable', 'AttemptLog', 'the journal cannot be written', { cause: error });
    }
  }

  #compact(): void {
    ftruncateSync(this.#file, 0);
    const lines = [...this.#begun].flatMap(([id, times]) => Array.from({ length: times }, () => `+${id}\n`));
    if (lines.length > 0) writeSync(this.#file, lines.join(''));
    this.#lines = lines.length;
  }
}

/** How often each id began since it last ended. A last line that a crash cut short counts for nothing. */
function replay(journal: string): Map<string, number> {
  const begun = new Map<string, number>();
  for (const line of journal.split('\n').slice(0, -1)) {
    const id = line.slice(1);
    if (line.startsWith('+')) begun.set(id, (begun.get(id) ?? 0) + 1);
    else begun.delete(id);
  }
  return begun;
}
