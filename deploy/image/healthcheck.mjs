/** Exit code 0 where the process of this container answers /healthz, 1 where it does not. */
const port = /:(\d+)$/.exec(process.env['POSTBUS_OPERATIONS_LISTEN'] ?? '')?.[1] ?? '9464';
try {
  const { ok } = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(3000) });
  process.exitCode = ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
