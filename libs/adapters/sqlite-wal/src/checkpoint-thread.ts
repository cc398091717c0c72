/** Copies the log into the database, beside readers and the writer, whom a passive checkpoint holds up nowhere. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

const port = parentPort!;
const database = new DatabaseSync((workerData as { readonly file: string }).file);
database.exec('PRAGMA synchronous = NORMAL');

port.on('message', (request: 'checkpoint' | 'close') => {
  if (request === 'close') {
    database.close();
    port.close();
    return;
  }
  try {
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } finally {
    port.postMessage('done');
  }
});
