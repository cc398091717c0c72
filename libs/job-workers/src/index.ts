export { HeldJob, isLeaseLost } from './held-job.ts';
export { JobWorkers, type WorkerSettings } from './job-workers.ts';
