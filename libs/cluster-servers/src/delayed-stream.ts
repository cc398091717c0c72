/** Bytes on their way through a slow line: each chunk waits its time, in order, or for as long as the line is held. */
import { Transform, type TransformCallback } from 'node:stream';

interface Waiting {
  readonly chunk: Buffer;
  /** On the clock of `performance.now()`. */
  readonly due: number;
}

/** Bytes on the way at which the sender has to wait, as a window of TCP makes it wait. */
const capacity = 1024 * 1024;

export class DelayedStream extends Transform {
  private readonly waiting: Waiting[] = [];
  private held = false;
  private timer: NodeJS.Timeout | undefined;
  private onTheWay = 0;
  private proceed: TransformCallback | undefined;
  private finish: TransformCallback | undefined;

  /** @param delay milliseconds that a chunk which comes now waits */
  constructor(private readonly delay: () => number) {
    super();
  }

  /** Nothing leaves from now on. */
  hold(): void {
    this.held = true;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** What waits leaves when it is due. */
  release(): void {
    this.held = false;
    this.pushDue();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.waiting.push({ chunk, due: performance.now() + this.delay() });
    this.onTheWay += chunk.length;
    this.proceed = done;
    this.pushDue();
    this.takeMore();
  }

  override _flush(done: TransformCallback): void {
    this.finish = done;
    this.pushDue();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.timer);
    done(error);
  }

  private takeMore(): void {
    if (this.onTheWay >= capacity) return;
    const { proceed } = this;
    this.proceed = undefined;
    proceed?.();
  }

  private pushDue(): void {
    if (this.held || this.timer !== undefined) return;
    const now = performance.now();
    while (this.waiting.length > 0 && this.waiting[0]!.due <= now) {
      const { chunk } = this.waiting.shift()!;
      this.onTheWay -= chunk.length;
      this.push(chunk);
    }
    this.takeMore();
    const next = this.waiting[0];
    if (next === undefined) return this.finish?.();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.pushDue();
    }, next.due - now);
  }
}
