/** Converts many files over worker threads; a bad one holds up none of the others. */
import { Worker } from 'node:worker_threads';
import { type FileConversion, convertFile } from './convert-file.ts';
import type { ThreadAnswer } from './convert-thread.ts';
import { failureText } from './failure-text.ts';

export interface FileOutcome {
  readonly conversion: FileConversion;
  /** One line where it failed. */
  readonly failure: string | undefined;
}

/** The source where tests run it as it is, else what the build made of it. */
const isSource = import.meta.url.endsWith('.ts');
const threadFile = new URL(isSource ? './convert-thread.ts' : './convert-thread.js', import.meta.url);
const execArgv = isSource ? ['--conditions=@postbus/source'] : [];
/** Files below which a thread costs more than it gives. */
const fewest = 8;

/**
 * @param jobs threads at most
 * @param onEnd called once a file, in the order in which they end
 */
export async function convertFiles(
  conversions: readonly FileConversion[],
  jobs: number,
  onEnd: (outcome: FileOutcome) => void,
): Promise<void> {
  const queue = conversions.values();
  const threads = Math.min(jobs, Math.ceil(conversions.length / fewest));
  if (threads <= 1) return convertHere(queue, onEnd);
  await Promise.all(Array.from({ length: threads }, () => convertInThread(queue, onEnd)));
}

async function convertHere(queue: Iterable<FileConversion>, onEnd: (outcome: FileOutcome) => void): Promise<void> {
  for (const conversion of queue) {
    const failure = await convertFile(conversion).then(() => undefined, failureText);
    onEnd({ conversion, failure });
  }
}

/** Takes from the queue until it is empty; a thread that dies takes one file with it, and another one goes on. */
async function convertInThread(queue: Iterable<FileConversion>, onEnd: (outcome: FileOutcome) => void): Promise<void> {
  let worker: Worker | undefined;
  for (const conversion of queue) {
    worker ??= new Worker(threadFile, { execArgv });
    const answer = await ask(worker, conversion);
    if (answer.died) worker = undefined;
    onEnd({ conversion, failure: answer.failure });
  }
  await worker?.terminate();
}

function ask(
  worker: Worker,
  conversion: FileConversion,
): Promise<{ readonly died: boolean; readonly failure: ThreadAnswer }> {
  return new Promise((resolve) => {
    const onMessage = (failure: ThreadAnswer): void => {
      worker.off('error', onError);
      resolve({ died: false, failure });
    };
    const onError = (error: unknown): void => {
      worker.off('message', onMessage);
      resolve({ died: true, failure: failureText(error) });
    };
    worker.once('message', onMessage).once('error', onError);
    worker.postMessage(conversion);
  });
}
