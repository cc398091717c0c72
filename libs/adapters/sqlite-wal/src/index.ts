export { WalSync, walPragmas } from './wal-sync.ts';
