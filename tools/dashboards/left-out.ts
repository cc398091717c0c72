/** Metrics that no panel shows, and why. */
export const leftOut: Readonly<Record<string, string>> = {
  nodejs_eventloop_lag_seconds: 'one measurement at the moment of the scrape; the quantiles say more',
  nodejs_eventloop_lag_min_seconds: 'the resolution of the measurement',
  nodejs_eventloop_lag_mean_seconds: 'the quantiles say more',
  nodejs_eventloop_lag_stddev_seconds: 'the quantiles say more',
  nodejs_eventloop_lag_p90_seconds: 'p50 and p99 are shown',
  nodejs_active_resources: 'the total is shown',
  nodejs_active_handles: 'the total is shown',
  nodejs_active_requests: 'the total is shown',
  nodejs_heap_space_size_total_bytes: 'spaces of V8, for a look by hand',
  nodejs_heap_space_size_used_bytes: 'spaces of V8, for a look by hand',
  nodejs_heap_space_size_available_bytes: 'spaces of V8, for a look by hand',
  nodejs_version_info: 'the version of Postbus brings its Node',
  process_virtual_memory_bytes: 'V8 reserves address space that it does not use',
  process_heap_bytes: 'the heap of V8 is shown',
};
