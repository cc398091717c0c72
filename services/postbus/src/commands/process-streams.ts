import type { Streams } from '../convert/run-convert.ts';

/** The streams of this process. */
export const processStreams: Streams = { input: process.stdin, output: process.stdout, errors: process.stderr };
