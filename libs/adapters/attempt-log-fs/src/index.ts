export { openAttemptLog } from './file-attempt-log.ts';
