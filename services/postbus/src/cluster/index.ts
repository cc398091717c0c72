/** For benches and tests that run a whole cluster on one machine. */
export { ClusterProcess, type ProcessName, processNames } from './cluster-process.ts';
export { type OtlpReceiver, startOtlpReceiver } from './otlp-receiver.ts';
export { PostbusCluster, type PostbusClusterOptions } from './postbus-cluster.ts';
