/** A thread of `postbus convert`: converts one message after another and says how each went. */
import { parentPort } from 'node:worker_threads';
import type { Conversion } from './conversion.ts';
import { convertOne } from './convert-one.ts';

parentPort?.on('message', (conversion: Conversion) => {
  void convertOne(conversion).then((outcome) => parentPort?.postMessage(outcome));
});
