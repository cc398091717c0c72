/** A thread of `postbus convert`: converts one file after another and says how each went. */
import { parentPort } from 'node:worker_threads';
import { type FileConversion, convertFile } from './convert-file.ts';
import { failureText } from './failure-text.ts';

/** What a thread answers: undefined where all went well. */
export type ThreadAnswer = string | undefined;

const answer = (failure: ThreadAnswer): void => parentPort?.postMessage(failure);

parentPort?.on('message', (conversion: FileConversion) => {
  convertFile(conversion).then(
    () => answer(undefined),
    (error: unknown) => answer(failureText(error)),
  );
});
