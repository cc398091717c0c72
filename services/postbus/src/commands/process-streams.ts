import type { Streams } from '../convert/streams.ts';

/** The streams of this process. */
export const processStreams: Streams = { input: process.stdin, output: process.stdout, errors: process.stderr };
